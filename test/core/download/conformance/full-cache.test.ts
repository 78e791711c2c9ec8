import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';
import { openDownloadBench, weights } from '../../../support/download/download-bench.ts';
import { mountObstacle } from '../../../support/download/mount-obstacle.ts';

const { bench, inPrograms } = await openDownloadBench(await mountObstacle());

async function smallCache(): Promise<string> {
  const cache = path.join(bench.cache, 'small');
  await mkdir(cache);
  await execa('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'llmkube-test', cache]);
  onTestFinished(async () => {
    await execa('umount', [cache]);
  });
  return cache;
}

inPrograms(
  'a cache without room for the file is full before a byte is fetched',
  async (program) => {
    const cache = await smallCache();
    const run = await program.run({ cache, env: { LLMKUBE_BYTES: String(weights.length) } });
    expect(run).toMatchObject({ exitCode: 1, lines: [{ kind: 'failed', cause: 'CacheFull' }] });
    expect(run.output).toMatch(/: the cache is full: 600004 bytes are needed, \d+ are free\n$/);
    expect(bench.files.requests).toEqual([]);
  },
);

inPrograms(
  'a cache that gets full on the way says so and is left with its room',
  async (program) => {
    const cache = await smallCache();
    const run = await program.run({ cache });
    expect(run).toMatchObject({ exitCode: 1, lines: [{ kind: 'failed', cause: 'CacheFull' }] });
    expect(await readdir(path.join(cache, 'key'))).toEqual([]);
  },
);
