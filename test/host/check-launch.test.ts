import { expect, test } from 'vitest';
import type { Manifest } from '../../src/core/manifest.ts';
import type { Comparison } from '../../src/core/target.ts';
import { checkLaunch, type LaunchChecks } from '../../src/host/check-launch.ts';
import { checkSocketPaths } from '../../src/host/socket-path.ts';
import { machineDeployment } from '../support/machine-deployment.ts';

const deep = `/${'x'.repeat(80)}/run`;

test.each([0, 1])(
  'where no socket can be made a new release with %i replicas is refused before it is written',
  async (replicas) => {
    const manifest = machineDeployment({ replicas });
    const found = await checkLaunch(comparisonOf(manifest, undefined), checksIn(deep));
    expect(found.verdict).toMatchObject({ kind: 'rejected', error: { code: 'FOLDER_UNUSABLE' } });
    const here = await checkLaunch(comparisonOf(manifest, undefined), checksIn('/run'));
    expect(here.verdict.kind).toBe('accepted');
  },
);

test('a release that is there has had its socket, and can be changed', async () => {
  const [live, next] = [machineDeployment({ replicas: 1 }), machineDeployment({ replicas: 0 })];
  const found = await checkLaunch(comparisonOf(next, live), checksIn(deep));
  expect(found.verdict.kind).toBe('accepted');
});

function checksIn(run: string): LaunchChecks {
  return {
    checkSockets: () => checkSocketPaths({ run }),
    findEngine: async () => undefined,
    checkPort: async () => {},
    freeMemory: async () => 1024 ** 4,
  };
}

function comparisonOf(desired: Manifest, live: Manifest | undefined): Comparison {
  return { desired, live, verdict: { kind: 'accepted', result: desired, warnings: [] } };
}
