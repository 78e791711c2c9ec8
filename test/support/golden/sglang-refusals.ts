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
  'answers that are vectors of SGLang': sglang(
    { toolCallParser: 'qwen25', reasoningParser: 'qwen3', draft },
    { model: { source: 'hf://org/model' }, serving: { mode: 'embedding' } },
  ),
  'guesses of SGLang for what are vectors': sglang(
    {},
    {
      model: { source: 'hf://org/model' },
      serving: { mode: 'embedding', speculative: { method: 'draft-mtp' } },
    },
  ),
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
  'experts of SGLang on more GPUs than there are': sglang(
    { expertParallel: 8 },
    { hardware: { gpus: 1 } },
  ),
  'experts of SGLang on more GPUs than a layer has': sglang(
    { expertParallel: 4, dataParallel: 2 },
    { hardware: { gpus: 4 } },
  ),
  'no split of SGLang': sglang({}, { hardware: { gpus: 2, split: { mode: 'none' } } }),
  'memory of GPUs that SGLang has not': sglang({ gpuMemoryFraction: 0.5 }),
  'guesses that SGLang knows not': sglang({}, guess({ method: 'ngram-cache' })),
  'how likely a guess of SGLang is': sglang(
    {},
    guess({ method: 'draft-mtp', minProbability: 0.5 }),
  ),
  'two ways of SGLang to guess': sglang({ draft }, guess({ method: 'draft-mtp' })),
  'guesses of SGLang by fields and by words': {
    model: { source: 'hf://org/model' },
    ...guess({ method: 'draft-mtp', tokens: 4 }),
    runtime: {
      kind: 'sglang',
      args: ['--speculative-algorithm', 'NEXTN', '--speculative-num-draft-tokens', '9'],
    },
  },
  'experts of SGLang where each GPU has whole layers': sglang(
    { expertParallel: 2 },
    { hardware: { gpus: 4, split: { mode: 'layer' } } },
  ),
  'words of SGLang for more GPUs than there are': {
    model: { source: 'hf://org/model' },
    hardware: { gpus: 2 },
    runtime: { kind: 'sglang', args: ['--tp', '4'] },
  },
  'experts of SGLang by words': {
    model: { source: 'hf://org/model' },
    hardware: { gpus: 2 },
    runtime: { kind: 'sglang', args: ['--ep-size', '4'] },
  },
  'a second model of SGLang without a method': sglang({ draft: { model: 'org/small' } }),
  'a method of SGLang without a second model': sglang({ draft: { method: 'eagle' } }),
  'a rank of SGLang without adapters': sglang({ lora: { maxRank: 32 } }),
};
