import * as z from 'zod';
import {
  choiceField,
  type EngineField,
  partField,
  switchField,
  valueField,
  wordsField,
} from '../engine-field.ts';
import { adapterFields } from '../lora.ts';

const count = z.int().min(1).max(10_000_000);
const gpus = z.int().min(1).max(64);
const name = z.string().regex(/^[\w.-]{1,100}$/, 'is not a name such as fp8');
const path = z.string().min(1).max(10_000);
const engineDefault = 'what the engine decides';
const modelDefault = 'what the model says';

/** The block `runtime.vllm`, in the order in which the engine is told. */
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
    spellings: ['--quantization', '-q'],
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
  valueField(z.number().gt(0).max(1), {
    path: 'gpuMemoryFraction',
    says: 'The share of the memory of each GPU that the engine takes.',
    default: engineDefault,
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
    default: engineDefault,
    spellings: ['--max-num-batched-tokens'],
  }),
  switchField({
    path: 'prefixCaching',
    says: 'Whether what conversations begin with alike is computed once.',
    default: engineDefault,
    spellings: ['--enable-prefix-caching', '--no-enable-prefix-caching'],
  }),
  switchField({
    path: 'chunkedPrefill',
    says: 'Whether long prompts are read in parts, between those of others.',
    default: engineDefault,
    spellings: ['--enable-chunked-prefill', '--no-enable-chunked-prefill'],
  }),
  switchField({
    path: 'enforceEager',
    says: 'Whether nothing is compiled: a quicker start and slower answers.',
    default: 'false',
    spellings: ['--enforce-eager', '--no-enforce-eager'],
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
    spellings: ['--tensor-parallel-size', '-tp'],
  }),
  valueField(gpus, {
    path: 'pipelineParallel',
    says: 'Over how many GPUs the layers are divided.',
    default: '1',
    spellings: ['--pipeline-parallel-size', '-pp'],
  }),
  valueField(gpus, {
    path: 'dataParallel',
    says: 'How many times the model is there, each for conversations of its own.',
    default: '1',
    spellings: ['--data-parallel-size', '-dp'],
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
  wordsField(name, {
    path: 'toolCallParser',
    says: 'How calls of tools are read out of an answer; with it they are offered.',
    default: 'none',
    spellings: [
      ...['--tool-call-parser', '--enable-auto-tool-choice', '--no-enable-auto-tool-choice'],
    ],
    words: (parser) => ['--enable-auto-tool-choice', '--tool-call-parser', String(parser)],
  }),
  valueField(name, {
    path: 'reasoningParser',
    says: 'How thinking is told from the answer.',
    default: 'none',
    spellings: ['--reasoning-parser'],
  }),
  valueField(path, {
    path: 'chatTemplate',
    says: 'The path of a chat template in the container, or the template in one line.',
    default: modelDefault,
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
