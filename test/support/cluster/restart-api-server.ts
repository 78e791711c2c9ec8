import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startApiServerAgain } from './control-plane.ts';
import { pollUntil } from './poll-until.ts';
import { identifyProcess, isAlive } from './process-identity.ts';
import type { ClusterDescription } from './test-cluster.ts';

/** Kills the API server the way a crash does. What it stored stays in etcd. */
export async function killApiServer({ sandbox }: ClusterDescription): Promise<void> {
  const program = join(sandbox.run.folder, 'bin', 'kubernetes', 'testcluster');
  const found = readdirSync('/proc').find(
    (name) => /^\d+$/.test(name) && commandOf(name).startsWith(`${program}\0kube-apiserver\0`),
  );
  const identity = found === undefined ? undefined : identifyProcess(Number(found));
  if (identity === undefined) throw new Error('The API server does not run');
  process.kill(identity.pid, 'SIGKILL');
  await pollUntil({ what: 'the API server to end', seconds: 10 }, () => !isAlive(identity));
}

/** Starts it again, with the same keys and the same data. It is not ready when this returns. */
export function reviveApiServer({ sandbox }: ClusterDescription): void {
  startApiServerAgain(sandbox);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // The process ended after the folder was listed.
    return '';
  }
}
