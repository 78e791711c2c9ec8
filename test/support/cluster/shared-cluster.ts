import type { TestProject } from 'vitest/node';
import { buildServerImage } from '../images/build-server-image.ts';
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

async function optionsOf(tier: string): Promise<ClusterOptions> {
  if (tier !== 'node') return {};
  const { archive } = await buildServerImage();
  return { node: true, gpus: 2, images: [archive] };
}
