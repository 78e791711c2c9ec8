import * as z from 'zod';
import { choiceField, type EngineField, valueField, wordsField } from '../engine-field.ts';
import { adapterFields } from '../lora.ts';
import {
  assumed,
  attentionField,
  gpuCount,
  parallelFields,
  reasoningField,
  textOfEngine,
  trustField,
  weightsFields,
  wordOfEngine,
} from '../python-fields.ts';

const count = z.int().min(1).max(10_000_000);

/**
 * The block `runtime.sglang`, in the order in which the engine is told. Arguments are those of
 * `srt/server_args.py` of SGLang 0.5.15.post1; its switches have no negative form.
 */
export const fields: readonly EngineField[] = [
  ...weightsFields(['--quantization']),
  valueField(z.number().gt(0).lt(1), {
    path: 'gpuMemoryFraction',
    says: 'The share of the memory of each GPU that weights and conversations take.',
    default: assumed.engine,
    spellings: ['--mem-fraction-static'],
  }),
  valueField(z.union([count, z.literal(-1)], 'is neither a number of tokens nor -1'), {
    path: 'chunkedPrefill',
    says: 'Tokens of a long prompt that are read at a time; -1 for all.',
    default: assumed.engine,
    spellings: ['--chunked-prefill-size'],
  }),
  wordsField(z.literal(false), {
    path: 'prefixCaching',
    says: 'Whether what conversations begin with alike is computed once; it can be turned off.',
    default: 'true',
    spellings: ['--disable-radix-cache'],
    words: () => ['--disable-radix-cache'],
  }),
  attentionField,
  ...parallelFields({
    tensor: ['--tp-size', '--tensor-parallel-size'],
    pipeline: ['--pp-size', '--pipeline-parallel-size'],
    data: ['--dp-size', '--data-parallel-size'],
  }),
  valueField(gpuCount, {
    path: 'expertParallel',
    says: 'Over how many GPUs the experts are divided.',
    default: '1',
    spellings: ['--ep-size', '--expert-parallel-size'],
  }),
  trustField,
  valueField(wordOfEngine, {
    path: 'toolCallParser',
    says: 'How calls of tools are read out of an answer.',
    default: 'none',
    spellings: ['--tool-call-parser'],
  }),
  reasoningField,
  valueField(textOfEngine, {
    path: 'chatTemplate',
    says: 'The name of a chat template that the engine has, or a path in the container.',
    default: assumed.model,
    spellings: ['--chat-template'],
  }),
  choiceField(
    Object.fromEntries(
      ['EAGLE', 'EAGLE3', 'STANDALONE'].map((method) => [
        method.toLowerCase(),
        ['--speculative-algorithm', method],
      ]),
    ),
    {
      path: 'draft.method',
      says: 'How a second model guesses ahead.',
      default: 'none',
      spellings: ['--speculative-algorithm'],
    },
  ),
  valueField(z.string().regex(/^[^\s-]\S*$/, 'is neither a repository nor a path'), {
    path: 'draft.model',
    says: 'That model: a repository, or a path in the container.',
    default: 'none',
    spellings: ['--speculative-draft-model-path'],
  }),
  valueField(z.int().min(1).max(1024), {
    path: 'draft.steps',
    says: 'How often it guesses in a row.',
    default: assumed.engine,
    spellings: ['--speculative-num-steps'],
  }),
  valueField(z.int().min(1).max(1024), {
    path: 'draft.topK',
    says: 'How many guesses it makes each time.',
    default: assumed.engine,
    spellings: ['--speculative-eagle-topk'],
  }),
  valueField(z.int().min(1).max(1024), {
    path: 'draft.tokens',
    says: 'How many guesses are checked at a time.',
    default: assumed.engine,
    spellings: ['--speculative-num-draft-tokens'],
  }),
  ...adapterFields({
    adapters: (pairs) => ['--enable-lora', '--lora-paths', ...pairs],
    spellings: ['--lora-paths', '--enable-lora'],
    maxRank: '--max-lora-rank',
    ranks: z.int().min(1).max(4096),
  }),
];

/** What the blocks inside of it are about. */
export const blocks: Readonly<Record<string, string>> = {
  '': 'What SGLang has beside what all engines have.',
  kvCache: 'What is kept of conversations.',
  draft: 'A second model that guesses ahead.',
  lora: 'Adapters that are served beside the model.',
  'lora.adapters[].name': 'The name that clients send behind the one of the model and a colon.',
  'lora.adapters[].path': 'A repository, or a path in the container.',
};
