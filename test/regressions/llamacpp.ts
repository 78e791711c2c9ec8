import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import type { PeerItem } from './peer-item.ts';

const draft = 'https://models.example/draft.gguf';
const block = (llamacpp: PartialIntent): PartialIntent => ({ runtime: { llamacpp } });
const guess = (speculative: PartialIntent): PartialIntent => ({ serving: { speculative } });
const gpus = (count: number, rest: PartialIntent = {}): PartialIntent => ({
  hardware: { gpus: count, ...rest },
});

/** What llama-server is told (6.3). */
export const llamacpp: readonly PeerItem[] = [
  {
    id: '20 #1382',
    promise: 'the number of guesses has the flag that llama-server knows',
    shown: {
      given: guess({ method: 'draft-mtp', tokens: 4 }),
      args: ['--spec-draft-n-max', '4'],
      lacks: ['--draft-n-max'],
    },
  },
  {
    id: '21 #1417',
    promise: 'a method that llama-server does not know is refused',
    shown: {
      given: guess({ method: 'mtp' }),
      refused: '`serving.speculative.method` is not `',
    },
  },
  {
    id: '22 #1528',
    promise: 'guesses by n-grams have no weights',
    shown: { given: guess({ method: 'ngram-mod' }), lacks: ['-md', '--model-draft'] },
  },
  {
    id: '23 #1547',
    promise: 'a model that guesses by itself needs no second one',
    shown: {
      given: guess({ method: 'draft-mtp' }),
      args: ['--spec-type', 'draft-mtp'],
      lacks: ['--model-draft'],
    },
  },
  {
    id: '24 #1455',
    promise: 'guesses of a second model need that model',
    shown: { given: guess({ method: 'draft-simple' }), refused: '`model.draft`' },
  },
  {
    id: '24 #1455',
    promise: 'and a second model needs a method that uses it',
    shown: {
      given: { ...guess({ method: 'ngram-mod' }), model: { draft: { source: draft } } },
      refused: '`model.draft`',
    },
  },
  {
    id: '25 #1495',
    promise: 'a second model is told where it was put',
    shown: {
      given: { ...guess({ method: 'draft-simple' }), model: { draft: { source: draft } } },
      words: /--model-draft \/models\/[0-9a-f]{16}\/draft\.gguf /,
    },
  },
  {
    id: '37',
    promise: 'a projector is a field, and no argument in any form',
    shown: {
      given: { runtime: { args: ['--mmproj=/a.gguf'] } },
      refused: 'write `model.projector`',
    },
  },
  {
    id: '26 #1384',
    promise: 'metrics are told once',
    shown: { given: { runtime: { args: ['--metrics'] } }, refused: 'it is given already' },
  },
  {
    id: '27 #339 #340',
    promise: 'conversations are a field, and no argument in any form',
    shown: {
      given: { serving: { concurrency: 4 }, runtime: { args: ['--parallel=2'] } },
      refused: 'write `serving.concurrency`',
    },
  },
  {
    id: '28',
    promise: 'one conversation is told',
    shown: { given: { serving: { concurrency: 1 } }, args: ['--parallel', '1'] },
  },
  {
    id: '29',
    promise: 'the scaling of positions is said once',
    shown: {
      given: {
        runtime: { llamacpp: { rope: { type: 'yarn' } }, args: ['--rope-scaling', 'none'] },
      },
      refused: 'which `runtime.llamacpp.rope.type` says already',
    },
  },
  {
    id: '30',
    promise: 'attention is told about where somebody says it, on and off',
    shown: { given: block({ flashAttention: false }), args: ['--flash-attn', 'off'] },
  },
  {
    id: '31 #1406',
    promise: 'vectors have no cache of prompts',
    shown: { given: { serving: { mode: 'embedding' } }, args: ['--cache-ram', '0'] },
  },
  {
    id: '32',
    promise: 'an order of documents has its mode, once',
    shown: {
      given: { serving: { mode: 'rerank' }, runtime: { args: ['--reranking'] } },
      refused: 'write `serving.mode`',
    },
  },
  {
    id: '33',
    promise: 'a reranker is told from an embedding model',
    shown: { differs: 'the mode is a field and never guessed from arguments' },
  },
  {
    id: '34',
    promise: 'no thoughts at all is a budget',
    shown: { given: block({ reasoning: { budget: 0 } }), args: ['--reasoning-budget', '0'] },
  },
  {
    id: '35',
    promise: 'each override is told',
    shown: {
      given: block({ tensorOverrides: ['a=CPU', 'b=CPU'] }),
      args: ['--override-tensor', 'a=CPU,b=CPU'],
    },
  },
  {
    id: '35',
    promise: 'without one nothing is',
    shown: { given: {}, lacks: ['--override-tensor', '--override-kv'] },
  },
  {
    id: '36 #351 #359',
    promise: 'keys and values have types of their own',
    shown: {
      given: block({ kvCache: { key: 'q8_0' } }),
      args: ['--cache-type-k', 'q8_0'],
      lacks: ['--cache-type-v'],
    },
  },
  {
    id: '38',
    promise: 'what nobody says is not told',
    shown: { given: {}, lacks: ['--batch-size', '--ubatch-size', '--n-cpu-moe', '--cpu-moe'] },
  },
  {
    id: '38',
    promise: 'nothing is no number of tokens',
    shown: { given: { serving: { contextLength: 0 } }, refused: 'is less than 1' },
  },
  {
    id: '39',
    promise: 'claimed GPUs get the layers too',
    shown: {
      given: { hardware: { vendor: 'nvidia', claims: [{ name: 'g', templateName: 't' }] } },
      args: ['--n-gpu-layers', '999'],
    },
  },
  {
    id: '40',
    promise: 'one GPU is not split',
    shown: { given: gpus(1), lacks: ['--split-mode', '--tensor-split'] },
  },
  {
    id: '40',
    promise: 'and a split of it is refused',
    shown: { given: gpus(1, { split: { mode: 'layer' } }), refused: 'has no effect with one GPU' },
  },
  {
    id: '41',
    promise: 'shares for another number of GPUs are refused',
    shown: {
      given: gpus(2, { split: { ratio: [1, 1, 1] } }),
      refused: 'has another number of shares than there are GPUs',
    },
  },
  {
    id: '42',
    promise: 'an unknown split is refused',
    shown: { given: gpus(2, { split: { mode: 'pipeline' } }), refused: 'is not `layer` or `row`' },
  },
  {
    id: '43',
    promise: 'arguments keep their order and come last',
    shown: {
      given: { runtime: { args: ['--threads', '2', '--mlock'] } },
      args: ['4', '--threads', '2', '--mlock'],
    },
  },
  {
    id: '44 #1305',
    promise: 'arguments are told once',
    shown: {
      file: 'test/regressions/peer.test.ts',
      title: 'with each runtime an argument of the user stands once, and last',
    },
  },
  {
    id: '45',
    promise: 'an unknown runtime is refused',
    shown: { given: { runtime: { kind: 'llama' } }, refused: '; did you mean `llamacpp`?' },
  },
];
