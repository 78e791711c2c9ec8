import { randomUUID } from 'node:crypto';
import { glob, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { endLeftovers } from './leftover-processes.ts';
import { readReport } from './read-report.ts';
import { tierObstacle } from './tier-obstacle.ts';
import type { Tier } from './tiers.ts';

export interface TierRun {
  readonly root: string;
  readonly tier: Tier;
  /** Parts of file names; none means all files of the tier. */
  readonly fileFilters: readonly string[];
}

export interface TierResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** Why this machine cannot run the tier, whose tests are then all skipped. */
  readonly obstacle: string | undefined;
  /** A line for each failed test. */
  readonly failures: readonly string[];
  /** What went wrong outside of a single test. */
  readonly problems: readonly string[];
}

/** Inherited by every process that a tier starts, so that none escapes by changing its parent. */
const RUN_MARK = 'LLMKUBE_TEST_RUN';

/** True when the filters leave the tier at least one file. */
export async function hasFiles({ root, tier, fileFilters }: TierRun): Promise<boolean> {
  for await (const file of glob([...tier.include], { cwd: root, exclude: [...tier.exclude] })) {
    if (fileFilters.length === 0 || fileFilters.some((part) => file.includes(part))) return true;
  }
  return false;
}

/** Runs one tier in a vitest process of its own and looks for processes that outlive it. */
export async function runTier({ root, tier, fileFilters }: TierRun): Promise<TierResult> {
  const startTime = performance.now();
  const obstacle = await tierObstacle(root, tier);
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-test-'));
  const mark = randomUUID();
  try {
    const reportFile = path.join(folder, 'report.json');
    const { exitCode, signal } = await execa({
      cwd: root,
      stdio: 'inherit',
      reject: false,
      env: {
        [RUN_MARK]: mark,
        ...(obstacle === undefined ? {} : { LLMKUBE_TEST_OBSTACLE: obstacle }),
      },
    })`${process.execPath} ${vitestArguments({ root, tier, fileFilters }, reportFile, obstacle)}`;
    const report = await readReport(reportFile, root);
    const leftovers = await endLeftovers(`${RUN_MARK}=${mark}`);
    const problems = [
      ...leftovers.map((process) => `a process was left running: ${process}`),
      ...(exitCode === 0 || report.failed > 0 ? [] : [`vitest ended with ${exitCode ?? signal}`]),
    ];
    return { ...report, obstacle, problems, seconds: (performance.now() - startTime) / 1000 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function vitestArguments(run: TierRun, reportFile: string, obstacle: string | undefined): string[] {
  const { root, tier, fileFilters } = run;
  return [
    path.join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    `--project=${tier.name}`,
    ...(obstacle === undefined ? ['--reporter=default'] : ['--testNamePattern=^\\b$']),
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
    ...fileFilters,
  ];
}
