import * as z from 'zod';
import { choiceField, type EngineField, valueField, wordsField } from '../engine-field.ts';
import { adapterFields } from '../lora.ts';

const count = z.int().min(1).max(10_000_000);
const gpus = z.int().min(1).max(64);
const name = z.string().regex(/^[\w.-]{1,100}$/, 'is not a name such as fp8');
const path = z.string().min(1).max(10_000);
const engineDefault = 'what the engine decides';
const modelDefault = 'what the model says';

const parallel = (path: string, says: string, spellings: readonly string[]): EngineField =>
  valueField(gpus, { path, says, default: '1', spellings });

/**
 * The block `runtime.sglang`, in the order in which the engine is told. Arguments are those of
 * `srt/server_args.py` of SGLang 0.5.15.post1; its switches have no negative form.
 */
export const fields: readonly EngineField[] = [
  choiceField(
    Object.fromEntries(
      ['auto', 'float16', 'bfloat16', 'float32'].map((type) => [type, ['--dtype', type]]),
    ),
    {
      path: 'dtype',
      says: 'The type that is computed in.',
      default: modelDefault,
      spellings: ['--dtype'],
    },
  ),
  valueField(name, {
    path: 'quantization',
    says: 'How the weights are quantised.',
    default: modelDefault,
    spellings: ['--quantization'],
  }),
  valueField(name, {
    path: 'loadFormat',
    says: 'The form of the weights, or the loader that reads them.',
    default: engineDefault,
    spellings: ['--load-format'],
  }),
  valueField(name, {
    path: 'kvCache.type',
    says: 'The type of what is kept of a conversation.',
    default: 'that of the weights',
    spellings: ['--kv-cache-dtype'],
  }),
  valueField(z.number().gt(0).lt(1), {
    path: 'gpuMemoryFraction',
    says: 'The share of the memory of each GPU that weights and conversations take.',
    default: engineDefault,
    spellings: ['--mem-fraction-static'],
  }),
  valueField(z.union([count, z.literal(-1)], 'is neither a number of tokens nor -1'), {
    path: 'chunkedPrefill',
    says: 'Tokens of a long prompt that are read at a time; -1 for all.',
    default: engineDefault,
    spellings: ['--chunked-prefill-size'],
  }),
  wordsField(z.literal(false), {
    path: 'prefixCaching',
    says: 'Whether what conversations begin with alike is computed once; it can be turned off.',
    default: 'true',
    spellings: ['--disable-radix-cache'],
    words: () => ['--disable-radix-cache'],
  }),
  valueField(name, {
    path: 'attentionBackend',
    says: 'The program that computes attention.',
    default: engineDefault,
    spellings: ['--attention-backend'],
  }),
  valueField(gpus, {
    path: 'tensorParallel',
    says: 'Over how many GPUs each layer is divided.',
    default: 'what is left of `hardware.gpus`',
    spellings: ['--tp-size', '--tensor-parallel-size'],
  }),
  parallel('pipelineParallel', 'Over how many GPUs the layers are divided.', [
    '--pp-size',
    '--pipeline-parallel-size',
  ]),
  parallel(
    'dataParallel',
    'How many times the model is there, each for conversations of its own.',
    ['--dp-size', '--data-parallel-size'],
  ),
  parallel('expertParallel', 'Over how many GPUs the experts are divided.', [
    '--ep-size',
    '--expert-parallel-size',
  ]),
  wordsField(z.literal(true), {
    path: 'trustRemoteCode',
    says: 'Whether programs that lie beside the weights are run.',
    default: 'false',
    spellings: ['--trust-remote-code'],
    words: () => ['--trust-remote-code'],
  }),
  valueField(name, {
    path: 'toolCallParser',
    says: 'How calls of tools are read out of an answer.',
    default: 'none',
    spellings: ['--tool-call-parser'],
  }),
  valueField(name, {
    path: 'reasoningParser',
    says: 'How thinking is told from the answer.',
    default: 'none',
    spellings: ['--reasoning-parser'],
  }),
  valueField(path, {
    path: 'chatTemplate',
    says: 'The name of a chat template that the engine has, or a path in the container.',
    default: modelDefault,
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
    default: engineDefault,
    spellings: ['--speculative-num-steps'],
  }),
  valueField(z.int().min(1).max(1024), {
    path: 'draft.topK',
    says: 'How many guesses it makes each time.',
    default: engineDefault,
    spellings: ['--speculative-eagle-topk'],
  }),
  valueField(z.int().min(1).max(1024), {
    path: 'draft.tokens',
    says: 'How many guesses are checked at a time.',
    default: engineDefault,
    spellings: ['--speculative-num-draft-tokens'],
  }),
  ...adapterFields({
    adapters: (pairs) => ['--enable-lora', '--lora-paths', ...pairs],
    spellings: ['--lora-paths', '--enable-lora'],
    maxRank: '--max-lora-rank',
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
