import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { clusterObstacle, lineForRoot } from '../test/support/cluster/cluster-obstacle.ts';
import { tellStory } from './demo/story.ts';
import { interruptible } from './interruptible.ts';

// npm run demo: brings up a Kubernetes cluster on this machine, deploys a small chat model in it,
// asks it, lists, deletes and takes the cluster down. The first run builds the cluster's programs.

const obstacle = clusterObstacle();
if (obstacle === undefined) process.exitCode = await interruptible(run);
else {
  const line = lineForRoot('npm run demo');
  process.stderr.write(`There can be no cluster here: ${obstacle}.\n`);
  if (line !== undefined) process.stderr.write(`Run: ${line}\n`);
  process.exitCode = 1;
}

async function run(signal: AbortSignal): Promise<number> {
  const answer = await withOwnTemporaryFolder(async () => {
    await buildProgram();
    signal.throwIfAborted();
    return await tellStory(signal);
  });
  process.stdout.write(`The model said: ${answer.trim()}\n`);
  if (answer.includes('Paris')) return 0;
  process.stderr.write('That is not Paris: the demo has failed\n');
  return 1;
}

/** What interrupted programs leave in the temporary folder goes with it. */
async function withOwnTemporaryFolder<T>(work: () => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-demo-'));
  process.env.TMPDIR = folder;
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function buildProgram(): Promise<void> {
  const root = path.resolve(import.meta.dirname, '..');
  await execa(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
}
