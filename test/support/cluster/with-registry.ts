import { startRegistry } from './registry.ts';
import type { TestCluster } from './test-cluster.ts';

/**
 * The same cluster with a registry of its own, from which the node pulls images whose first part
 * is `host`, such as `registry.test/team/model:1`. It ends with the cluster.
 */
export async function withRegistry(cluster: TestCluster, host: string): Promise<TestCluster> {
  const registry = await startRegistry({ address: cluster.hostAddress });
  if (cluster.description.hasNode) await cluster.mirrorRegistry(host, registry.url);
  return {
    ...cluster,
    registry,
    stop: async () => {
      await registry.close();
      await cluster.stop();
    },
  };
}
