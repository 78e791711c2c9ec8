import { clearPersistentRuns } from '../test/support/cluster/clear-runs.ts';
import { clusterObstacle } from '../test/support/cluster/cluster-obstacle.ts';
import { isRunAlive, listRuns, readRecord } from '../test/support/cluster/cluster-run.ts';
import { withExclusiveLock } from '../test/support/cluster/exclusive-lock.ts';
import { startCluster } from '../test/support/cluster/start-cluster.ts';
import {
  type ClusterDescription,
  connectCluster,
  loadDescription,
} from '../test/support/cluster/test-cluster.ts';
import { buildServerImage } from '../test/support/images/build-server-image.ts';

// npm run cluster -- up|down|status: a cluster with a node that stays until it is told to go.
// Standard output has the kubeconfig's path or the status; what people read is on stderr.
const verbs: Readonly<Record<string, () => Promise<void>>> = { up, down, status };
const verb = verbs[process.argv[2] ?? ''];
const obstacle = clusterObstacle();

if (!verb || process.argv.length > 3) fail('Usage: npm run cluster -- up|down|status', 2);
else if (obstacle) fail(`There can be no cluster here: ${obstacle}.`, 1);
else await verb();

async function up(): Promise<void> {
  const description = await withExclusiveLock('developer-cluster', async () => {
    const running = await findCluster();
    if (running) tell('The cluster is up already.');
    return running ?? (await startDeveloperCluster());
  });
  tell(`Use it with: export KUBECONFIG=${description.kubeconfig}`);
  tell(`Its own kubectl: ${description.kubectl}`);
  print(description.kubeconfig);
}

async function down(): Promise<void> {
  const count = await clearPersistentRuns();
  tell(count === 0 ? 'There was no cluster.' : 'The cluster is gone.');
}

async function status(): Promise<void> {
  const description = await findCluster();
  if (!description) return print('No cluster is up.');
  const cluster = connectCluster(description);
  print(`Kubeconfig: ${cluster.kubeconfig}`);
  print(`API server: ${cluster.server}`);
  print(`Folder, with logs: ${cluster.folder}`);
  try {
    print(await cluster.runKubectl(['get', 'nodes,pods', '--all-namespaces']));
  } catch (error) {
    fail(`The cluster does not answer: ${error instanceof Error ? error.message : error}`, 1);
  }
  await cluster.disconnect();
}

async function startDeveloperCluster(): Promise<ClusterDescription> {
  const image = await buildServerImage();
  tell(`Starting a cluster with one node, which has the image ${image.name}`);
  const begun = Date.now();
  const images = [image.archive];
  const cluster = await startCluster({ node: true, images, persistent: true });
  tell(`It is up after ${((Date.now() - begun) / 1000).toFixed(1)} s.`);
  await cluster.disconnect();
  return cluster.description;
}

async function findCluster(): Promise<ClusterDescription | undefined> {
  const runs = listRuns().filter((run) => readRecord(run)?.persistent && isRunAlive(run));
  const descriptions = await Promise.all(runs.map((run) => loadDescription(run)));
  return descriptions.find((description) => description !== undefined);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

function fail(line: string, exitCode: number): void {
  tell(line);
  process.exitCode = exitCode;
}
