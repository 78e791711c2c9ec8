import { mergeIntent, type PartialIntent } from '../../../src/core/intent/merge-intent.ts';

function router(rest: PartialIntent): PartialIntent {
  const plain = {
    model: { source: 'pvc://weights/models' },
    runtime: { kind: 'llamacpp', llamacpp: { router: { maxModels: 2 } } },
  };
  return mergeIntent(plain, rest) as PartialIntent;
}

const file = { source: 'pvc://weights/f.gguf' };
const prometheus = { server: 'http://prometheus:9090', value: 4 };

/** What llama.cpp cannot do while it serves many models, by what is wrong. */
export const routerRefusals: Readonly<Record<string, PartialIntent>> = {
  'router: one file': router({ model: file }),
  'router: a URL': router({ model: { source: 'https://models.example/m.gguf' } }),
  'router: files of one model': router({
    model: { projector: file, draft: file, adapters: [file] },
    serving: { speculative: { method: 'draft-simple' } },
  }),
  'router: what one model counts': router({
    monitoring: { podMonitor: true, rules: true },
    rollout: { drainSeconds: 60 },
  }),
  'router: pods by its own metric': router({ scale: { autoscale: { max: 3 } } }),
  'router: KEDA by its own metric': router({ scale: { keda: { max: 3, prometheus } } }),
};
