import type { TestProject } from 'vitest/node';
import { buildServerImage } from '../images/build-server-image.ts';
import { smallChatModel } from '../models/small-chat-model.ts';
import { registryRecipe } from './binary-recipes.ts';
import { buildBinaries } from './build-binaries.ts';
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

/** Stops it after the last test file. */
export async function teardown(): Promise<void> {
  await cluster?.stop();
}

// What a first run builds or fetches takes minutes, which no test's own time must pay for.
async function optionsOf(tier: string): Promise<ClusterOptions> {
  await buildBinaries(registryRecipe);
  if (tier !== 'node') return {};
  const { archive } = await buildServerImage();
  await smallChatModel();
  return { node: true, gpus: 2, images: [archive] };
}
