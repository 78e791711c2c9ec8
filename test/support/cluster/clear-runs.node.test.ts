import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { clearDeadRuns, clearRun } from './clear-runs.ts';
import { isRunAlive } from './cluster-run.ts';
import { pollUntil } from './poll-until.ts';
import { footprintOf, listSharedPlaces, processesInside } from './run-footprint.ts';
import { type ClusterOptions, startCluster } from './start-cluster.ts';
import { type ClusterDescription, connectCluster } from './test-cluster.ts';
import { createPod, isReady, untilPod } from './test-pods.ts';

test('what a killed test runner left is gone after the next start, and the living stay', async () => {
  const sharedPlaces = listSharedPlaces();
  const living = await startCluster();
  onTestFinished(() => living.stop());
  const { child, description } = await holdCluster({ node: true });
  const killed = connectCluster(description);
  await createPod(killed, 'last');
  await untilPod(killed, 'last', isReady);
  await killed.disconnect();
  const inside = processesInside(description.sandbox);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const next = await startCluster();
  onTestFinished(() => next.stop());
  expect(footprintOf(description.sandbox.run, inside)).toEqual([]);
  expect(listSharedPlaces()).toEqual(sharedPlaces);
  expect(await living.runKubectl(['get', '--raw=/readyz'])).toBe('ok');
});

test('the processes of a run end with their owner, before anybody sweeps', async () => {
  const { child, description } = await holdCluster({});
  onTestFinished(clearDeadRuns);
  const inside = processesInside(description.sandbox);
  expect(inside.length).toBeGreaterThan(3);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await pollUntil({ what: 'every process of the run to end', seconds: 10 }, () => {
    return processesInside(description.sandbox).length === 0;
  });
});

test('a persistent cluster outlives its starter and a sweep, until it is cleared', async () => {
  const { child, description } = await holdCluster({ persistent: true });
  const { run } = description.sandbox;
  child.stdin.end();
  await once(child, 'exit');
  await clearDeadRuns();
  expect(isRunAlive(run)).toBe(true);
  const cluster = connectCluster(description);
  expect(await cluster.runKubectl(['get', '--raw=/readyz'])).toBe('ok');
  const inside = processesInside(description.sandbox);
  await clearRun(run);
  expect(footprintOf(run, inside)).toEqual([]);
});

interface HeldCluster {
  child: ChildProcessByStdio<Writable, Readable, null>;
  description: ClusterDescription;
}

// Starts a cluster in a process of its own, which holds it until it is told or made to end.
async function holdCluster(options: ClusterOptions): Promise<HeldCluster> {
  const program = join(import.meta.dirname, 'hold-cluster.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, description: JSON.parse(line) };
}
