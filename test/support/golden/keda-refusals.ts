import type { PartialIntent } from '../../../src/core/intent/merge-intent.ts';

const weights = { file: 'https://models.example/m.gguf', repository: 'hf://org/model' };

/** By the kind of engine, its weights and a metric that only pods tell that are there. */
const asked: readonly (readonly [string, keyof typeof weights, string])[] = [
  ['llamacpp', 'file', 'llamacpp:n_decode_total'],
  ['vllm', 'repository', 'vllm:num_requests_swapped'],
  ['sglang', 'repository', 'sglang:token_usage'],
  ['tgi', 'repository', 'tgi_request_count'],
];

/** Zero pods, of which a query of the user's own would never make one again. */
export const kedaRefusals: Readonly<Record<string, PartialIntent>> = Object.fromEntries(
  asked.map(([kind, form, metric]) => [
    `${kind}: asleep for ever by a query of its own metrics`,
    {
      runtime: { kind },
      model: { source: weights[form] },
      scale: {
        keda: {
          ...{ min: 0, max: 2 },
          prometheus: { server: 'http://prometheus:9090', query: `sum(${metric})`, value: 4 },
        },
      },
    },
  ]),
);
