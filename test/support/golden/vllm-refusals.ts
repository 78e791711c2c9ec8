import { mergeIntent, type PartialIntent } from '../../../src/core/intent/merge-intent.ts';

function vllm(options: PartialIntent, rest: PartialIntent = {}): PartialIntent {
  const plain = { model: { source: 'hf://org/model' }, runtime: { kind: 'vllm', vllm: options } };
  return mergeIntent(plain, rest) as PartialIntent;
}

const guessing = (speculative: PartialIntent): PartialIntent => ({ serving: { speculative } });
const split = (gpus: number, value: PartialIntent) => ({ hardware: { gpus, split: value } });
const four = { hardware: { gpus: 4 } };

/** What vLLM cannot do, by what is wrong. */
export const vllmRefusals: Readonly<Record<string, PartialIntent>> = {
  'vllm: one file': vllm({}, { model: { source: 'hf://org/model/m.gguf' } }),
  'vllm: parts of words and a split': vllm(
    {},
    { ...split(4, { mode: 'row' }), runtime: { args: ['--tensor-parallel-size', '2'] } },
  ),
  'vllm: words for more GPUs than there are': vllm(
    {},
    { hardware: { gpus: 2 }, runtime: { args: ['--tensor-parallel-size', '8'] } },
  ),
  'vllm: words for more stages than there are GPUs': vllm(
    {},
    { hardware: { gpus: 2 }, runtime: { args: ['-pp=4'] } },
  ),
  'vllm: answers that are vectors': vllm(
    { toolCallParser: 'hermes', reasoningParser: 'qwen3', draft: { model: 'org/a' } },
    { serving: { mode: 'embedding' } },
  ),
  'vllm: guesses of what makes vectors': vllm(
    {},
    { serving: { mode: 'embedding', speculative: { method: 'draft-mtp' } } },
  ),
  'vllm: shares of its own': vllm({}, split(2, { ratio: [1, 1] })),
  'vllm: a GPU that is not used': vllm({}, split(2, { mode: 'none' })),
  'vllm: a tensor size of no such GPUs': vllm({ tensorParallel: 3 }, four),
  'vllm: a pipeline size of no such GPUs': vllm({ pipelineParallel: 3 }, four),
  'vllm: a data size of no such GPUs': vllm({ dataParallel: 3 }, four),
  'vllm: the beginning of what a field says': vllm(
    {},
    { runtime: { args: ['--served-model', 'other'] } },
  ),
  'vllm: the beginning of what its block says': vllm(
    { kvCache: { type: 'fp8' } },
    { runtime: { args: ['--kv-cache-d=auto'] } },
  ),
  'vllm: files of llama.cpp': vllm(
    {},
    {
      model: {
        projector: { source: 'https://models.example/p.gguf' },
        draft: { source: 'https://models.example/d.gguf' },
        adapters: [{ source: 'https://models.example/a.gguf' }],
      },
      serving: { speculative: { method: 'draft-mtp' } },
    },
  ),
  'vllm: paths that ask for no key': vllm(
    {},
    {
      network: {
        apiKeySecret: { name: 'clients', key: 'a' },
        ingress: { host: 'llm.example.com' },
        service: { type: 'NodePort' },
      },
    },
  ),
  'vllm: sizes that leave GPUs': vllm({ tensorParallel: 2 }, four),
  'vllm: a size beside a split': vllm({ tensorParallel: 2 }, split(2, { mode: 'row' })),
  'vllm: memory of no GPU': vllm({ gpuMemoryFraction: 0.5 }),
  'vllm: weights of no GPU elsewhere': vllm({ cpuOffloadGb: 1 }),
  'vllm: a rank between those of the engine': vllm({
    lora: { adapters: [{ name: 'a', path: 'org/a' }], maxRank: 24 },
  }),
  'vllm: a template that reads as an argument': vllm({ chatTemplate: '--port' }),
  'vllm: a rank without adapters': vllm({ lora: { maxRank: 8 } }),
  'vllm: guesses of no model': vllm({ draft: { tokens: 3 } }),
  'vllm: an unknown way to guess': vllm({}, guessing({ method: 'ngram-mod' })),
  'vllm: n-grams of no number': vllm({}, guessing({ method: 'ngram-simple' })),
  'vllm: a probability of guesses': vllm(
    {},
    guessing({ method: 'draft-mtp', minProbability: 0.5 }),
  ),
  'vllm: two ways to guess': vllm({ draft: { model: 'org/a' } }, guessing({ method: 'draft-mtp' })),
};
