import type { SharedCluster } from './cluster/join-cluster.ts';
import { pollUntil } from './cluster/poll-until.ts';

// What the API server says of each object, one a line: kind, name, uid, and the version last.
const columns =
  'custom-columns=KIND:.kind,NAME:.metadata.name,UID:.metadata.uid,VERSION:.metadata.resourceVersion';

/**
 * Kind, name and uid of everything in a namespace but Events, of every type that the API server
 * knows and can list, sorted.
 */
export async function listIdentities(
  cluster: SharedCluster,
  namespace: string,
): Promise<readonly string[]> {
  return withoutVersions(await listVersions(cluster, namespace));
}

/** The same with each object's version, which moves with every write to it. */
export async function listVersions(
  cluster: SharedCluster,
  namespace: string,
): Promise<readonly string[]> {
  const types = await listTypes(cluster, ['--namespaced=true']);
  const wanted = types.filter((type) => !/^events(\.|$)/.test(type));
  return await listRows(cluster, [wanted.join(','), `--namespace=${namespace}`]);
}

/** The same once controllers have written what follows from the last change: two looks are alike. */
export async function listSettledVersions(
  cluster: SharedCluster,
  namespace: string,
): Promise<readonly string[]> {
  let before = await listVersions(cluster, namespace);
  return await pollUntil({ what: 'the objects to settle', seconds: 30 }, async () => {
    const now = await listVersions(cluster, namespace);
    const isSame = now.join() === before.join();
    before = now;
    return isSame ? now : undefined;
  });
}

/** What an operator would bring into a cluster: types, webhooks, roles and bindings of the whole. */
export async function listExtensions(cluster: SharedCluster): Promise<readonly string[]> {
  const extension = /^(customresourcedefinitions|apiservices|clusterrole|.*webhook|.*admission)/;
  const types = await listTypes(cluster, ['--namespaced=false']);
  const wanted = types.filter((type) => extension.test(type));
  return withoutVersions(await listRows(cluster, [wanted.join(',')]));
}

async function listTypes(cluster: SharedCluster, scope: readonly string[]): Promise<string[]> {
  const names = await cluster.runKubectl([
    'api-resources',
    '--verbs=list',
    '--output=name',
    ...scope,
  ]);
  return names.split('\n').filter((name) => name !== '');
}

async function listRows(cluster: SharedCluster, args: readonly string[]): Promise<string[]> {
  const table = await cluster.runKubectl(['get', ...args, '--no-headers', '--output', columns]);
  return table
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => row.trim().replaceAll(/\s+/g, ' '))
    .sort();
}

function withoutVersions(rows: readonly string[]): string[] {
  return rows.map((row) => row.replace(/ \S+$/, ''));
}
