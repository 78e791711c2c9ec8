import { existsSync } from 'node:fs';
import path from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { type Tier, tiers } from './scripts/test/tiers.ts';

/** Builds what takes minutes at first, which no test's own time must pay for. */
const SHARED_ENGINE = 'test/support/images/shared-engine.ts';
/** Starts the cluster that all files of a tier share, and stops it after the last one. */
const SHARED_CLUSTER = 'test/support/cluster/shared-cluster.ts';

export default defineConfig({
  test: {
    // Programs under test write to the real streams; nothing may be caught on the way.
    disableConsoleIntercept: true,
    projects: tiers.map(project),
  },
});

function project(tier: Tier): TestProjectInlineConfiguration {
  return {
    test: {
      name: tier.name,
      include: [...tier.include],
      exclude: [...tier.exclude],
      // A process per worker, so that open sockets and children belong to the test that made them.
      pool: 'forks',
      isolate: tier.name !== 'pure',
      fileParallelism: tier.needs === 'nothing',
      testTimeout: tier.timeoutMs,
      hookTimeout: tier.timeoutMs,
      setupFiles: ['test/support/assert-nothing-left.ts'],
      globalSetup: ['test/support/runner-leaves-nothing.ts', ...globalSetupOf(tier)],
    },
  };
}

/** Where the machine cannot start what a tier needs, the runner only counts its tests as skipped. */
function globalSetupOf({ needs }: Tier): string[] {
  if (process.env.LLMKUBE_TEST_OBSTACLE !== undefined || needs === 'nothing') return [];
  const file = needs === 'cluster' ? SHARED_CLUSTER : SHARED_ENGINE;
  return existsSync(path.join(import.meta.dirname, file)) ? [file] : [];
}
