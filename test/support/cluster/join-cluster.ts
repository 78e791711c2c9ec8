import { afterAll, inject } from 'vitest';
import { connectCluster, type TestCluster } from './test-cluster.ts';

/** The cluster that all test files of a tier share: nobody stops it alone. */
export type SharedCluster = Omit<TestCluster, 'stop'>;

/**
 * The tier's cluster, called once at the top of a test file. It has a node with two GPUs and the
 * server image in the node tier, and only an API server with its controllers in the cluster tier.
 * Files keep apart by namespaces of their own, which go with the file: its pods would keep the
 * node's processors, memory and GPUs from the files after it, whose pods then wait for ever.
 */
export function joinCluster(): SharedCluster {
  const description = inject('cluster');
  // In a tier that is skipped the files are still loaded, but no test runs that could use it.
  if (!description) return undefined as never;
  const cluster = connectCluster(description);
  const made = new Set<string>();
  // Called first, this runs last, after what the file itself does at its end.
  afterAll(async () => {
    // Nobody waits for them to be gone; without a node there is nothing to give back.
    const removed = description.hasNode ? [...made] : [];
    const paths = removed.map((name) => `/api/v1/namespaces/${name}`);
    await Promise.all(paths.map((path) => cluster.api.request('DELETE', path)));
    await cluster.disconnect();
  });
  return {
    ...cluster,
    makeNamespace: (name) => {
      made.add(name);
      return cluster.makeNamespace(name);
    },
    makeUser: (options) => {
      made.add(options.namespace);
      return cluster.makeUser(options);
    },
  };
}
