import type { PartialIntent } from '../../../src/core/intent/merge-intent.ts';

const sglang = (options: PartialIntent, rest: PartialIntent = {}): PartialIntent => ({
  model: { source: 'hf://org/model' },
  ...rest,
  runtime: { kind: 'sglang', sglang: options },
});
const guess = (speculative: PartialIntent): PartialIntent => ({ serving: { speculative } });
const draft = { method: 'eagle', model: 'org/small' };

/** What SGLang is refused, laid over the plain intent. */
export const sglangRefusals: Readonly<Record<string, PartialIntent>> = {
  'one file for SGLang': { runtime: { kind: 'sglang' } },
  'a name with a colon for SGLang': sglang({}, { model: { id: 'a:b', source: 'hf://org/model' } }),
  'files of llama.cpp for SGLang': sglang(
    {},
    {
      model: {
        source: 'hf://org/model',
        projector: { source: 'https://models.example/p.gguf' },
        draft: { source: 'https://models.example/d.gguf' },
        adapters: [{ source: 'https://models.example/a.gguf' }],
      },
      serving: { speculative: { method: 'draft-mtp' } },
    },
  ),
  'a key for SGLang': sglang({}, { network: { apiKeySecret: { name: 'clients', key: 'a' } } }),
  'other layers of SGLang than GPUs': sglang({ tensorParallel: 3 }, { hardware: { gpus: 4 } }),
  'other stages of SGLang than GPUs': sglang({ pipelineParallel: 3 }, { hardware: { gpus: 4 } }),
  'other copies of SGLang than GPUs': sglang({ dataParallel: 3 }, { hardware: { gpus: 4 } }),
  'no split of SGLang': sglang({}, { hardware: { gpus: 2, split: { mode: 'none' } } }),
  'memory of GPUs that SGLang has not': sglang({ gpuMemoryFraction: 0.5 }),
  'guesses that SGLang knows not': sglang({}, guess({ method: 'ngram-cache' })),
  'how likely a guess of SGLang is': sglang(
    {},
    guess({ method: 'draft-mtp', minProbability: 0.5 }),
  ),
  'two ways of SGLang to guess': sglang({ draft }, guess({ method: 'draft-mtp' })),
  'a second model of SGLang without a method': sglang({ draft: { model: 'org/small' } }),
  'a method of SGLang without a second model': sglang({ draft: { method: 'eagle' } }),
  'a rank of SGLang without adapters': sglang({ lora: { maxRank: 32 } }),
};
