import type { V1NamespaceList } from '@kubernetes/client-node';
import type { TestProject } from 'vitest/node';
import { buildServerImage } from '../images/build-server-image.ts';
import { smallChatModel } from '../models/small-chat-model.ts';
import { registryRecipe, s3Recipe } from './binary-recipes.ts';
import { buildBinaries } from './build-binaries.ts';
import { accountsNamespace } from './cluster-users.ts';
import { type ClusterOptions, startCluster } from './start-cluster.ts';
import type { ClusterDescription, TestCluster } from './test-cluster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    cluster: ClusterDescription;
  }
}

let cluster: TestCluster | undefined;

/** Starts the cluster that all test files of a tier share; vitest calls it once. */
export async function setup(project: TestProject): Promise<void> {
  cluster = await startCluster(await optionsOf(project.name));
  project.provide('cluster', cluster.description);
}

/** Stops it after the last test file. Throws when a file has kept room on the node. */
export async function teardown(): Promise<void> {
  if (cluster === undefined) return;
  const kept = cluster.description.hasNode ? await namespacesOfTests(cluster) : [];
  await cluster.stop();
  if (kept.length > 0) throw new Error(`test files left namespaces: ${kept.join(', ')}`);
}

// One that is on its way out gives back what its pods had.
async function namespacesOfTests({ api }: TestCluster): Promise<string[]> {
  const { items } = await api.ask<V1NamespaceList>('GET', '/api/v1/namespaces');
  return items
    .filter(({ status }) => status?.phase === 'Active')
    .map(({ metadata }) => metadata?.name ?? '')
    .filter((name) => !/^(default|kube-.*)$/.test(name) && name !== accountsNamespace);
}

// What a first run builds or fetches takes minutes, which no test's own time must pay for.
async function optionsOf(tier: string): Promise<ClusterOptions> {
  await buildBinaries(registryRecipe);
  if (tier !== 'node') return {};
  const { archive } = await buildServerImage();
  await smallChatModel();
  await buildBinaries(s3Recipe);
  return { node: true, gpus: 2, images: [archive] };
}
