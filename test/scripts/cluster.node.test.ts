import path from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { testUnless } from '../support/tier-gate.ts';

const root = path.resolve(import.meta.dirname, '../..');

// What a developer types, with the same Node.
async function runCluster(verb: string) {
  return await execa(process.execPath, ['scripts/cluster.ts', verb], { cwd: root, reject: false });
}

const { stdout: before } = await runCluster('status');
const occupied =
  before === 'No cluster is up.' ? undefined : 'a developer’s cluster is up, which it would stop';

testUnless(occupied)('`up` prints the path of a kubeconfig that works, until `down`', async () => {
  const up = await runCluster('up');
  expect(up.stdout).toMatch(/^\/\S+\.kubeconfig$/);
  expect(up.stderr).toContain(`export KUBECONFIG=${up.stdout}`);
  const status = await runCluster('status');
  expect(status.stdout).toContain(`Kubeconfig: ${up.stdout}`);
  expect(status.stdout).toMatch(/node-1 +Ready/);
  expect((await runCluster('up')).stdout).toBe(up.stdout);
  expect((await runCluster('down')).stderr).toContain('The cluster is gone.');
  expect((await runCluster('status')).stdout).toBe('No cluster is up.');
});
