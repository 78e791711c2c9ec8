import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readManifest } from '../../scripts/docs/manifest.ts';
import { parseProgramLine, programLinesOf } from './docs/command-line.ts';
import {
  anchorsOf,
  codeSpansOf,
  documentAt,
  documents,
  fencesOf,
  proseOf,
  root,
} from './docs/document.ts';

const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const pages = documents.map(({ path: name, text }) => [name, text] as const);

test.each(pages)('every link of %s leads somewhere', (name, text) => {
  const links = [...proseOf(text).matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
  const dead = links.filter((link) => !/^https?:/.test(link) && !isAlive(name, link));
  expect(dead).toEqual([]);
});

test.each(pages)('every file that %s names is there', (_, text) => {
  const files = codeSpansOf(text).filter((code) =>
    /^\.?(ci|bin|docs|scripts|src|test)\/\S+$/.test(code),
  );
  const missing = files.filter((file) => !isPattern(file) && !existsSync(path.join(root, file)));
  expect(missing).toEqual([]);
});

test.each(pages)('every npm script that %s names is there', (_, text) => {
  const names = [...text.matchAll(/npm run ([a-z-]+)/g)].map(([, name = '']) => name);
  expect(names.filter((name) => scripts[name] === undefined)).toEqual([]);
});

const programLines = pages.flatMap(([name, text]) =>
  programLinesOf(text).map((line) => [name, line] as const),
);

test.each(programLines)('a line of %s is one that the program reads: %s', async (_, line) => {
  await expect(parseProgramLine(line, readManifest(root))).resolves.toBeUndefined();
});

test('a line with an unknown flag or command is noticed', async () => {
  const manifest = readManifest(root);
  await expect(parseProgramLine('llmkube list --colour red', manifest)).rejects.toThrow('--colour');
  await expect(parseProgramLine('llmkube upgrade qwen', manifest)).rejects.toThrow('upgrade');
});

test.each(pages)(
  'lines of %s that no table or link needs longer have at most 100 columns',
  (_, text) => {
    const long = proseOf(text)
      .split('\n')
      .filter((line) => line.length > 100 && !/^ *\||\]\(|^ *[`<]/.test(line));
    expect(isGenerated(text) ? [] : long).toEqual([]);
  },
);

test('decisions are numbered from 1, half a page each, with three parts', () => {
  const decisions = documents.filter(({ path: name }) => name.startsWith('docs/decisions/'));
  expect(decisions.length).toBeGreaterThan(0);
  for (const [index, { path: name, text }] of decisions.entries()) {
    expect(name).toMatch(new RegExp(`/${String(index + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`));
    expect(text).toMatch(new RegExp(`^# ${index + 1}\\. `));
    expect(text.match(/^## .+/gm)).toEqual(['## Context', '## Decision', '## Consequences']);
    expect(text.split('\n').length, name).toBeLessThanOrEqual(40);
  }
});

test('setting up takes at most five commands', () => {
  const [fence] = fencesOf(documentAt('CONTRIBUTING.md'));
  expect(fence?.lines.length).toBeLessThanOrEqual(5);
});

function isAlive(from: string, link: string): boolean {
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? from : path.posix.join(path.posix.dirname(from), target);
  if (!existsSync(path.join(root, file))) return false;
  return anchor === undefined || anchorsOf(documentAt(file)).includes(anchor);
}

/** `src/runtimes/NAME/NAME.ts` and `*.test.ts` stand for files that a reader makes. */
function isPattern(file: string): boolean {
  return /\*|\b[A-Z]{2,}\b/.test(file);
}

function isGenerated(text: string): boolean {
  return text.startsWith('<!-- Written by');
}
