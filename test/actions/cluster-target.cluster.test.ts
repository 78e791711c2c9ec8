import { beforeAll, onTestFinished } from 'vitest';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { describeTarget } from '../support/target-contract.ts';

const cluster = joinCluster();
const namespace = 'target-contract';

beforeAll(() => cluster.makeNamespace(namespace));

describeTarget('a namespace of a cluster', async () => {
  const target = await openCluster({
    kubeconfig: cluster.kubeconfig,
    namespace,
    environment: {},
    home: '/nonexistent',
    version: '0.0.0',
  });
  onTestFinished(() => target.close());
  return target;
});
