import * as z from 'zod';
import {
  type EngineField,
  partField,
  switchField,
  valueField,
  wordsField,
} from '../engine-field.ts';
import { adapterFields } from '../lora.ts';
import {
  assumed,
  attentionField,
  parallelFields,
  reasoningField,
  textOfEngine,
  weightsFields,
  wordOfEngine,
} from '../python-fields.ts';

const count = z.int().min(1).max(10_000_000);

/** The block `runtime.vllm`, in the order in which the engine is told. */
export const fields: readonly EngineField[] = [
  ...weightsFields(['--quantization', '-q']),
  valueField(z.number().gt(0).max(1), {
    path: 'gpuMemoryFraction',
    says: 'The share of the memory of each GPU that the engine takes.',
    default: assumed.engine,
    spellings: ['--gpu-memory-utilization'],
  }),
  valueField(z.number().positive().max(100_000), {
    path: 'cpuOffloadGb',
    says: 'How much of the weights of each GPU lies in main memory, in GiB.',
    default: 'nothing',
    spellings: ['--cpu-offload-gb'],
  }),
  valueField(count, {
    path: 'maxBatchedTokens',
    says: 'Tokens that are computed at a time.',
    default: assumed.engine,
    spellings: ['--max-num-batched-tokens'],
  }),
  switchField({
    path: 'prefixCaching',
    says: 'Whether what conversations begin with alike is computed once.',
    default: assumed.engine,
    spellings: ['--enable-prefix-caching', '--no-enable-prefix-caching'],
  }),
  switchField({
    path: 'chunkedPrefill',
    says: 'Whether long prompts are read in parts, between those of others.',
    default: assumed.engine,
    spellings: ['--enable-chunked-prefill', '--no-enable-chunked-prefill'],
  }),
  switchField({
    path: 'enforceEager',
    says: 'Whether nothing is compiled: a quicker start and slower answers.',
    default: 'false',
    spellings: ['--enforce-eager', '--no-enforce-eager'],
  }),
  attentionField,
  ...parallelFields({
    tensor: ['--tensor-parallel-size', '-tp'],
    pipeline: ['--pipeline-parallel-size', '-pp'],
    data: ['--data-parallel-size', '-dp'],
  }),
  switchField({
    path: 'expertParallel',
    says: 'Whether GPUs hold whole experts in place of a part of each.',
    default: 'false',
    spellings: ['--enable-expert-parallel', '--no-enable-expert-parallel', '-ep'],
  }),
  switchField({
    path: 'trustRemoteCode',
    says: 'Whether programs that lie beside the weights are run.',
    default: 'false',
    spellings: ['--trust-remote-code', '--no-trust-remote-code'],
  }),
  wordsField(wordOfEngine, {
    path: 'toolCallParser',
    says: 'How calls of tools are read out of an answer; with it they are offered.',
    default: 'none',
    spellings: [
      ...['--tool-call-parser', '--enable-auto-tool-choice', '--no-enable-auto-tool-choice'],
    ],
    words: (parser) => ['--enable-auto-tool-choice', '--tool-call-parser', String(parser)],
  }),
  reasoningField,
  valueField(textOfEngine, {
    path: 'chatTemplate',
    says: 'The path of a chat template in the container, or the template in one line.',
    default: assumed.model,
    spellings: ['--chat-template'],
  }),
  partField(z.string().regex(/^[^\s-]\S*$/, 'is neither a repository nor a path'), {
    path: 'draft.model',
    says: 'A small model that guesses tokens ahead: a repository, or a path in the container.',
    default: 'none',
    spellings: [],
  }),
  partField(z.int().min(1).max(1024), {
    path: 'draft.tokens',
    says: 'How many tokens it guesses at a time.',
    default: 'what that model says',
    spellings: [],
  }),
  ...adapterFields({
    adapters: (pairs) => ['--enable-lora', '--lora-modules', ...pairs],
    spellings: ['--lora-modules', '--enable-lora', '--no-enable-lora'],
    maxRank: '--max-lora-rank',
    ranks: z.literal([1, 8, 16, 32, 64, 128, 256, 320, 512]),
  }),
];

/** What the blocks inside of it are about. */
export const blocks: Readonly<Record<string, string>> = {
  '': 'What vLLM has beside what all engines have.',
  kvCache: 'What is kept of conversations.',
  draft: 'A second model that guesses ahead.',
  lora: 'Adapters that are served beside the model.',
  'lora.adapters[].name': 'The name that clients send for the model with this adapter.',
  'lora.adapters[].path': 'A repository, or a path in the container.',
};
