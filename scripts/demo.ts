import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { nodeRecipe } from '../test/support/cluster/binary-recipes.ts';
import { clusterObstacle } from '../test/support/cluster/cluster-obstacle.ts';
import { missingPackages, type PackageName } from '../test/support/cluster/ensure-packages.ts';
import { tellStory } from './demo/story.ts';
import { interruptible } from './interruptible.ts';

// npm run demo: brings up a Kubernetes cluster on this machine, deploys a small chat model in it,
// asks it, lists, deletes and takes the cluster down. The first run builds the cluster's programs.

/** All that any step of a first run needs from the distribution. */
const packages: readonly PackageName[] = [
  ...nodeRecipe.packages,
  ...(['curl', 'debian-archive-keyring', 'iproute2', 'python3-pip', 'util-linux'] as const),
];

const obstacle = clusterObstacle();
if (obstacle === undefined) process.exitCode = await interruptible(run);
else {
  process.stderr.write(`There can be no cluster here: ${obstacle}.\n${whatToRun()}`);
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

/** Root may install what is missing, so that one line is enough for somebody who is not. */
function whatToRun(): string {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return '';
  const missing = missingPackages(packages);
  const install = `sudo apt-get install --yes ${missing.join(' ')} && `;
  return `Run: ${missing.length === 0 ? '' : install}sudo npm run demo\n`;
}
