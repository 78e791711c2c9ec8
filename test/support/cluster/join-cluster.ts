import { afterAll, inject } from 'vitest';
import { connectCluster, type TestCluster } from './test-cluster.ts';

/** The cluster that all test files of a tier share: nobody stops it alone. */
export type SharedCluster = Omit<TestCluster, 'stop'>;

/**
 * The tier's cluster, called once at the top of a test file. It has a node with two GPUs and the
 * server image in the node tier, and only an API server with its controllers in the cluster tier.
 * Files keep apart by namespaces of their own.
 */
export function joinCluster(): SharedCluster {
  const description = inject('cluster');
  // In a tier that is skipped the files are still loaded, but no test runs that could use it.
  if (!description) return undefined as never;
  const cluster = connectCluster(description);
  afterAll(cluster.disconnect);
  return cluster;
}
