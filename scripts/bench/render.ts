import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { goldenReleases, renderMilliseconds } from './golden-releases.ts';
import { type Benchmark, median, type Subject } from './measure.ts';

const root = path.resolve(import.meta.dirname, '../..');
const mayTake = (most: number): Subject => ({ name: 'what it may take', run: async () => most });

/** In a process that has rendered before, each golden once. */
const warm: Subject = {
  name: 'median of all goldens',
  run: async () => median(goldenReleases.map(renderMilliseconds)),
};

/** What it takes to make the objects of one release, and to hold all goldens against a server. */
export function renderBenchmarks(runs: number): readonly Benchmark[] {
  return [
    {
      name: 'objects of one release',
      runs,
      limit: { ratio: 1, kind: 'bar' },
      unit: 'ms',
      baseline: mayTake(5),
      ours: warm,
    },
    {
      name: 'the first of a process',
      runs,
      unit: 'ms',
      baseline: warm,
      ours: { name: 'in a new process', run: renderOnce },
    },
    {
      name: 'all goldens, with dry runs',
      runs: 2,
      limit: { ratio: 1, kind: 'bar' },
      baseline: mayTake(60),
      ours: { name: 'two files of tests', run: goldenTier },
    },
  ];
}

async function renderOnce(): Promise<number> {
  const program = path.join(import.meta.dirname, 'render-once.ts');
  return Number((await execa(process.execPath, [program], { cwd: root })).stdout);
}

// A cluster that only tests have need of is started before, and no part of them.
async function goldenTier(): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-bench-'));
  try {
    let seconds = 0;
    for (const project of ['pure', 'cluster']) seconds += await testSeconds(project, folder);
    return seconds;
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Report {
  readonly success: boolean;
  readonly testResults: readonly { readonly startTime: number; readonly endTime: number }[];
}

async function testSeconds(project: string, folder: string): Promise<number> {
  const report = path.join(folder, `${project}.json`);
  const file = `test/core/render/golden.${project === 'pure' ? '' : 'cluster.'}test.ts`;
  const words = ['run', `--project=${project}`, '--reporter=json', `--outputFile=${report}`, file];
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  await execa(process.execPath, [vitest, ...words], { cwd: root });
  const { success, testResults }: Report = JSON.parse(await readFile(report, 'utf8'));
  if (!success || testResults.length !== 1) throw new Error(`${file} was not run, or failed`);
  return testResults.reduce((sum, { startTime, endTime }) => sum + (endTime - startTime), 0) / 1000;
}
