import { rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import type { EngineFlags } from '../../test/support/engine-flags/engine-flags.ts';
import type { PipProgram } from '../models/small-chat-model.ts';
import { downloadWheel } from './download-wheel.ts';

type Named = Pick<EngineFlags, 'package' | 'version' | 'flags'>;

/** The versions that are looked into before the one that the images are of, the oldest first. */
const ladders: Readonly<Record<string, readonly string[]>> = {
  vllm: [...from('0', 6, 13), '0.16', '0.20', ...from('0', 22, 25)].map((minor) => `${minor}.0`),
  sglang: ['0.3.0', '0.4.0', ...from('0.4', 1, 10), ...from('0.5', 1, 15)],
};

function from(major: string, first: number, last: number): readonly string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => `${major}.${first + at}`);
}

/** By each spelling the first of those versions from which on all of them have it. */
export async function firstVersions(
  { package: name, version, flags }: Named,
  pip: PipProgram,
  work: string,
): Promise<Pick<EngineFlags, 'ladder' | 'since'>> {
  const ladder = [...(ladders[name] ?? []), version];
  const open = new Set(flags.flatMap(({ names }) => names).filter((word) => word.startsWith('-')));
  const since: Record<string, string> = {};
  for (const rung of ladder.toReversed()) {
    const known = await namesIn(name, rung, { pip, work });
    for (const word of open) {
      if (known.has(word)) since[word] = rung;
      else open.delete(word);
    }
  }
  const rows = Object.entries(since).sort(([one], [other]) => (one < other ? -1 : 1));
  return { ladder, since: Object.fromEntries(rows) };
}

interface Means {
  readonly pip: PipProgram;
  readonly work: string;
}

async function namesIn(name: string, version: string, { pip, work }: Means): Promise<Set<string>> {
  const folder = path.join(work, `${name}-${version}`);
  const wheel = await downloadWheel(pip, `${name}==${version}`, folder);
  const reader = path.join(import.meta.dirname, 'flag_names.py');
  const { stdout } = await execa('python3', ['-B', reader, name, wheel]);
  // Together they would be ten gigabytes.
  await rm(folder, { recursive: true });
  return new Set(JSON.parse(stdout) as string[]);
}
