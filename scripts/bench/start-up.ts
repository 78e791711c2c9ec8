import type { Bed } from './bed.ts';
import type { Benchmark } from './measure.ts';

/** What needs no cluster, beside kubectl saying its version. */
export function startUpBenchmark(
  { llmkube, kubectl }: Bed,
  { word, target, runs }: { word: '--version' | '--help'; target: number; runs: number },
): Benchmark {
  return {
    name: word,
    runs,
    limit: { ratio: target, kind: 'target' },
    baseline: {
      name: 'kubectl version --client',
      run: async () => (await kubectl('version', '--client')).seconds,
    },
    ours: { name: `llmkube ${word}`, run: async () => (await llmkube(word)).seconds },
  };
}
