import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Command, Parser } from '@oclif/core';
import type { Manifest } from '../../../scripts/docs/manifest.ts';
import { splitEngineArgs } from '../../../src/cli/split-engine-args.ts';
import { fencesOf, root } from './document.ts';

/** The lines of a page that call the program, whatever stands before and after the call. */
export function programLinesOf(text: string): readonly string[] {
  return fencesOf(text)
    .filter(({ language }) => language === 'sh' || language === 'console')
    .flatMap(({ language, lines }) =>
      lines.filter((line) => line.startsWith(language === 'sh' ? 'llmkube ' : '$ llmkube ')),
    )
    .map((line) => line.replace(/^\$ /, ''));
}

const isOfRelease: ReadonlySet<string> = new Set(['deploy', 'render']);

/** Reads a line as the program would. Rejects with oclif's words when it is wrong. */
export async function parseProgramLine(line: string, { commands }: Manifest): Promise<void> {
  const [, word = '', ...others] = splitWords(line);
  // A command of a topic has two words, and its own file in the topic's folder.
  const pair = `${word}:${others[0] ?? ''}`;
  const entry = Object.values(commands).find(
    ({ id, aliases }) => id === word || id === pair || aliases.includes(word),
  );
  if (entry === undefined) throw new Error(`there is no command ${word}`);
  const given = entry.id === pair ? others.slice(1) : others;
  // What follows `--` is read by the engine, where a release has one.
  const words = isOfRelease.has(entry.id) ? splitEngineArgs(given).own : given;
  const file = path.join(root, 'src/commands', `${entry.id.replaceAll(':', '/')}.ts`);
  const module: { default: Command.Class } = await import(pathToFileURL(file).href);
  const { args, flags, strict } = module.default;
  await Parser.parse(words, { args, flags, strict });
}

/** Words of a shell line up to the first operator, without their quotes. */
function splitWords(line: string): readonly string[] {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
  const end = words.findIndex((word) => /^(\||\|\||&&|&|>|;)$/.test(word));
  return end < 0 ? words : words.slice(0, end);
}
