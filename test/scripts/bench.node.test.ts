import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const program = path.resolve(import.meta.dirname, '../../scripts/bench.ts');

test('the figures of a cluster are measured on one of its own and given as a document', async () => {
  const names = ['deploy', 'redeploy', 'list', 'version', 'help', 'listener'];
  const args = [program, ...names, '--runs', '1', '-o', 'json'];
  const { stdout, stderr, exitCode } = await execa(process.execPath, args, { reject: false });
  const { figures, deployTimeline, readyToWord, peer } = JSON.parse(stdout);
  const limits = figures.map((figure: { limit?: object }) => figure.limit);
  expect(limits).toEqual([
    { ratio: 1.2, kind: 'bar' },
    undefined,
    { ratio: 1.6, kind: 'target' },
    { ratio: 0.8, kind: 'target' },
    { ratio: 0.9, kind: 'target' },
    { ratio: 1.3, kind: 'bar' },
    { ratio: 1.03, kind: 'bar' },
  ]);
  for (const { baseline, ours, ratio } of figures) {
    expect(baseline.median).toBeGreaterThan(0);
    expect(ratio).toBeCloseTo(ours.median / baseline.median);
  }
  expect(Object.keys(deployTimeline)).toContain('prove done');
  expect(peer.seconds).toBe(12.05);
  expect(stderr).toContain('warm-up');
  // One run says little about the speed, and what it says decides the status.
  expect(readyToWord).toBeGreaterThan(0);
  const isWithin = ({ ratio, limit }: { ratio: number; limit?: { ratio: number; kind: string } }) =>
    limit?.kind !== 'bar' || ratio <= limit.ratio;
  const isMet = figures.every(isWithin) && readyToWord <= 0.3;
  expect(exitCode).toBe(isMet ? 0 : 1);
});
