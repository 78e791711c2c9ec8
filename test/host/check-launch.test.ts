import { expect, test } from 'vitest';
import type { Manifest } from '../../src/core/manifest.ts';
import { renderHost } from '../../src/core/render/host.ts';
import type { Comparison } from '../../src/core/target.ts';
import { checkLaunch, type LaunchChecks } from '../../src/host/check-launch.ts';
import { checkSocketPaths } from '../../src/host/socket-path.ts';
import { llamacpp } from '../../src/runtimes/llamacpp/llamacpp.ts';
import { resolvedWith } from '../support/resolved.ts';

const deep = `/${'x'.repeat(80)}/run`;

test.each([0, 1])(
  'where no socket can be made a new release with %i replicas is refused before it is written',
  async (replicas) => {
    const manifest = deploymentOf(replicas);
    const found = await checkLaunch(comparisonOf(manifest, undefined), checksIn(deep));
    expect(found.verdict).toMatchObject({ kind: 'rejected', error: { code: 'FOLDER_UNUSABLE' } });
    const here = await checkLaunch(comparisonOf(manifest, undefined), checksIn('/run'));
    expect(here.verdict.kind).toBe('accepted');
  },
);

test('a release that is there has had its socket, and can be changed', async () => {
  const [live, next] = [deploymentOf(1), deploymentOf(0)];
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

function deploymentOf(replicas: number): Manifest {
  const resolved = resolvedWith({ model, replicas });
  const [manifest] = renderHost({ release: 'a', namespace: 'local', resolved, runtime: llamacpp });
  if (manifest === undefined) throw new Error('nothing was rendered');
  return manifest;
}

const model = {
  kind: 'file',
  source: '/m/a.gguf',
  file: '/m/a.gguf',
  bytes: 1000,
  fingerprint: 'f',
} as const;
