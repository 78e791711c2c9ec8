import type { Bed } from './bed.ts';
import type { Benchmark } from './measure.ts';

/** `list` of one namespace beside kubectl listing its Deployments. */
export function listBenchmark({ llmkube, kubectl }: Bed, runs: number): Benchmark {
  return {
    name: 'list of one namespace',
    runs,
    limit: { ratio: 1.6, kind: 'target' },
    baseline: {
      name: 'kubectl get deployments',
      run: async () => (await kubectl('get', 'deployments')).seconds,
    },
    ours: { name: 'llmkube list', run: async () => (await llmkube('list')).seconds },
  };
}
