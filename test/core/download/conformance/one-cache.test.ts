import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import {
  openDownloadBench,
  sha256,
  untilProgress,
  weights,
} from '../../../support/download/download-bench.ts';
import { filesIn, inCache } from '../../../support/download/start-download.ts';

const { bench, inPairs } = await openDownloadBench();

inPairs('what one has fetched is there for the other', async (one, other) => {
  const env = { LLMKUBE_SHA256: sha256(weights) };
  await one.run({ env });
  expect(await other.run({ pod: 'pod-2', env })).toMatchObject({ lines: [{ kind: 'cached' }] });
  expect(bench.files.requests.length).toBe(1);
});

inPairs('one waits while the other fetches', async (one, other) => {
  bench.files.script('/m.gguf', { delayMs: 4000, times: 1 });
  const first = await one.start({ pod: 'pod-1' });
  await bench.untilAsked(1);
  // Longer than a lock without a sign of life would hold.
  const second = await other.run({ pod: 'pod-2' });
  expect((await first.ended).exitCode).toBe(0);
  expect(second).toMatchObject({
    exitCode: 0,
    lines: [{ kind: 'waiting', holder: 'pod-1' }, { kind: 'cached' }],
  });
  expect(bench.files.requests.length).toBe(1);
});

inPairs(
  'one takes over from another that was killed, and goes on with its part',
  async (one, other) => {
    bench.files.script('/m.gguf', { stallAfterBytes: 300_000, times: 1 });
    const first = await one.start({ pod: 'pod-1' });
    await untilProgress(first);
    first.kill();
    await first.ended;
    const run = await other.run({ pod: 'pod-2' });
    expect(run.exitCode).toBe(0);
    expect(run.lines[0]).toEqual({ kind: 'waiting', holder: 'pod-1' });
    expect(bench.asked[1]?.[0]).toMatch(/^bytes=\d+-$/);
    expect(sha256(await readFile(path.join(bench.cache, inCache.file)))).toBe(sha256(weights));
    expect(await filesIn(bench.cache)).toEqual([inCache.file, inCache.marker]);
  },
);
