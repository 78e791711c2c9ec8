import { mergeIntent, type PartialIntent } from '../../../src/core/intent/merge-intent.ts';

function tgi(options: PartialIntent, rest: PartialIntent = {}): PartialIntent {
  const plain = { model: { source: 'hf://org/model' }, runtime: { kind: 'tgi', tgi: options } };
  return mergeIntent(plain, rest) as PartialIntent;
}

const guessing = (speculative: PartialIntent): PartialIntent => ({ serving: { speculative } });
const split = (gpus: number, value: PartialIntent) => ({ hardware: { gpus, split: value } });
const key = { apiKeySecret: { name: 'clients', key: 'a' } };

/** What text-generation-inference cannot do, by what is wrong. */
export const tgiRefusals: Readonly<Record<string, PartialIntent>> = {
  'tgi: one file': tgi({}, { model: { source: 'hf://org/model/m.gguf' } }),
  'tgi: vectors': tgi({}, { serving: { mode: 'embedding' } }),
  'tgi: shares of its own': tgi({}, split(2, { ratio: [1, 1] })),
  'tgi: whole layers for each GPU': tgi({}, split(2, { mode: 'layer' })),
  'tgi: a GPU that is not used': tgi({}, split(2, { mode: 'none' })),
  'tgi: a size beside a split': tgi({ tensorParallel: 2 }, split(2, { mode: 'row' })),
  'tgi: parts of no such GPUs': tgi({ tensorParallel: 3 }, { hardware: { gpus: 4 } }),
  'tgi: words for more GPUs than there are': tgi(
    {},
    { hardware: { gpus: 2 }, runtime: { args: ['--num-shard', '4'] } },
  ),
  'tgi: memory of no GPU': tgi({ gpuMemoryFraction: 0.5 }),
  'tgi: a type of weights that are quantised': tgi({ dtype: 'float16', quantization: 'eetq' }),
  'tgi: weights that cannot be divided': tgi({ quantization: 'exl2' }, { hardware: { gpus: 2 } }),
  'tgi: a question as long as the context': tgi(
    { maxInputTokens: 4096 },
    { serving: { contextLength: 4096 } },
  ),
  'tgi: less read at a time than a question has': tgi({ maxInputTokens: 8, maxPrefillTokens: 4 }),
  'tgi: less at a time than what is read': tgi({ maxPrefillTokens: 8, maxBatchedTokens: 4 }),
  'tgi: less at a time than a question has': tgi({ maxInputTokens: 8, maxBatchedTokens: 4 }),
  'tgi: less at a time than one conversation': tgi(
    { maxBatchedTokens: 4 },
    { serving: { contextLength: 100 } },
  ),
  'tgi: variables of fields': tgi(
    {},
    { runtime: { env: { QUANTIZE: 'awq', MAX_INPUT_LENGTH: '5', NUM_SHARD: '4' } } },
  ),
  'tgi: variables of what is given': tgi({}, { runtime: { env: { NGROK: 'true', PORT: '1' } } }),
  'tgi: a longer end than its launcher allows': tgi({}, { rollout: { drainSeconds: 91 } }),
  'tgi: guesses of no number': tgi({}, guessing({ method: 'ngram-simple' })),
  'tgi: an unknown way to guess': tgi({}, guessing({ method: 'draft-mtp', tokens: 2 })),
  'tgi: a probability of guesses': tgi(
    {},
    guessing({ method: 'ngram-simple', tokens: 2, minProbability: 0.5 }),
  ),
  'tgi: files of llama.cpp': tgi(
    {},
    {
      model: {
        projector: { source: 'https://models.example/p.gguf' },
        draft: { source: 'https://models.example/d.gguf' },
        adapters: [{ source: 'https://models.example/a.gguf' }],
      },
    },
  ),
  'tgi: a word with a space': tgi({}, { runtime: { args: ['--cuda-graphs', '1, 2'] } }),
  'tgi: a variable that a field is': tgi({}, { runtime: { env: { MAX_TOTAL_TOKENS: '5' } } }),
  'tgi: what keeps the key out of the log': tgi(
    {},
    { network: key, runtime: { env: { LOG_LEVEL: 'info' } } },
  ),
  'tgi: paths that ask for no key': tgi(
    {},
    { network: { ...key, ingress: { host: 'llm.example.com' }, service: { type: 'NodePort' } } },
  ),
};
