import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const program = path.resolve(import.meta.dirname, '../../scripts/bench.ts');

test('what runs on this machine is measured without a cluster and given as a document', async () => {
  const args = [program, 'local', '--runs', '1', '-o', 'json'];
  const { stdout, stderr, exitCode } = await execa(process.execPath, args, { reject: false });
  const { figures } = JSON.parse(stdout);
  const parts = figures.map(({ unit, limit }: { unit: string; limit: object }) => [unit, limit]);
  expect(parts).toEqual([
    ['s', { ratio: 1.2, kind: 'bar' }],
    ['s', { ratio: 1, kind: 'bar' }],
    ['s', { ratio: 1, kind: 'bar' }],
    ['s', { ratio: 1, kind: 'bar' }],
    ['%', { ratio: 1, kind: 'bar' }],
    ['MB', { ratio: 1, kind: 'bar' }],
  ]);
  for (const { baseline, ours, ratio } of figures) {
    expect(baseline.median).toBeGreaterThan(0);
    expect(ratio).toBeCloseTo(ours.median / baseline.median);
  }
  const restarts = figures.slice(2, 4);
  expect(
    restarts.map((figure: { baseline: { median: number } }) => figure.baseline.median),
  ).toEqual([0.2, 1]);
  expect(stderr).toContain('warm-up');
  // One run says little about the speed, and what it says decides the status.
  const isMet = figures.every(
    ({ ratio, limit }: { ratio: number; limit: { ratio: number } }) => ratio <= limit.ratio,
  );
  expect(exitCode).toBe(isMet ? 0 : 1);
});
