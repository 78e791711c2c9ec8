import { removeCgroups } from './cgroups.ts';
import {
  type ClusterRun,
  isRunAlive,
  listRuns,
  readRecord,
  releaseRun,
  removeDeadPassingFolders,
} from './cluster-run.ts';
import { withExclusiveLock } from './exclusive-lock.ts';
import { pollUntil } from './poll-until.ts';
import { isAlive } from './process-identity.ts';
import { disconnectNetwork } from './run-network.ts';

/**
 * Ends a run and removes all it has on this machine. Killing the first process of its
 * namespaces makes the kernel end the others and drop its mounts and its network.
 */
export async function clearRun(run: ClusterRun): Promise<void> {
  const sandbox = readRecord(run)?.sandbox;
  if (sandbox && isAlive(sandbox)) {
    kill(sandbox.pid);
    // It is gone only when every other process of its namespace is.
    await pollUntil({ what: 'the processes of a cluster to end', seconds: 20 }, () => {
      return !isAlive(sandbox);
    });
  }
  await disconnectNetwork(run);
  await removeCgroups(run.cgroup);
  await releaseRun(run);
}

/** Clears every run whose owner has died, and touches no other. */
export async function clearDeadRuns(): Promise<void> {
  await clearRuns((run) => !isRunAlive(run));
}

/** Clears every run that was to outlive its starter; gives back how many there were. */
export async function clearPersistentRuns(): Promise<number> {
  return await clearRuns((run) => readRecord(run)?.persistent === true);
}

async function clearRuns(isUnwanted: (run: ClusterRun) => boolean): Promise<number> {
  return await withExclusiveLock('clear-runs', async () => {
    const unwanted = listRuns().filter(isUnwanted);
    for (const run of unwanted) await clearRun(run);
    await removeDeadPassingFolders();
    return unwanted.length;
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It may just have ended by itself, because its owner died.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
