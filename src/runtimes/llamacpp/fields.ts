import * as z from 'zod';
import { samplingFields } from '../../core/intent/sampling-schema.ts';
import { parseBytesQuantity } from '../../core/text/quantity.ts';
import {
  choiceField,
  type EngineField,
  listField,
  onOffField,
  switchField,
  valueField,
} from '../engine-field.ts';

const cacheType = z.string().regex(/^[a-z0-9_]+$/, 'is not a type such as f16, q8_0 or q4_0');
const count = z.int().min(1).max(10_000_000);
const mebibyte = 1024 ** 2;
const isMebibytes = (text: string) => {
  const bytes = parseBytesQuantity(text);
  return bytes === 0 || (bytes !== undefined && bytes >= mebibyte && bytes <= 1024 ** 5);
};
const engineDefault = 'what the engine decides';
const modelOrEngine = 'what the model says, or else the engine';

/**
 * The block `runtime.llamacpp`, in the order in which the engine is told. Flags and their other
 * spellings are those of `llama-server --help` (llama.cpp build 11669); a test holds them against
 * the engine itself.
 */
export const fields: readonly EngineField[] = [
  valueField(z.int().min(0).max(1000), {
    path: 'router.maxModels',
    says: 'How many models are in memory at a time; 0 for as many as are asked for.',
    default: '4',
    spellings: ['--models-max'],
  }),
  valueField(count, {
    path: 'router.idleSeconds',
    says: 'After how long without a request a model leaves the memory.',
    default: 'never',
    spellings: ['--sleep-idle-seconds'],
  }),
  valueField(z.int().min(0).max(100_000), {
    path: 'gpuLayers',
    says: 'How many layers lie on the GPUs.',
    default: 'all of them where there is a GPU',
    spellings: ['--n-gpu-layers', '--gpu-layers', '-ngl'],
  }),
  choiceField(
    {
      none: ['--rope-scaling', 'none'],
      linear: ['--rope-scaling', 'linear'],
      yarn: ['--rope-scaling', 'yarn'],
    },
    {
      path: 'rope.type',
      says: 'How positions beyond those of the training are scaled.',
      default: 'what the model says',
      spellings: ['--rope-scaling'],
    },
  ),
  valueField(z.number().positive().max(1000), {
    path: 'rope.factor',
    says: 'By how much the context is stretched.',
    default: 'what the model says',
    spellings: ['--rope-scale'],
  }),
  valueField(count, {
    path: 'rope.originalContext',
    says: 'The context of the training, for YaRN.',
    default: 'what the model says',
    spellings: ['--yarn-orig-ctx'],
  }),
  onOffField({
    path: 'flashAttention',
    says: 'Whether attention is computed by the fused kernel.',
    default: engineDefault,
    spellings: ['--flash-attn', '-fa'],
  }),
  switchField({
    path: 'jinja',
    says: 'Whether the chat template of the model is run as it is written.',
    default: engineDefault,
    spellings: ['--jinja', '--no-jinja'],
  }),
  valueField(cacheType, {
    path: 'kvCache.key',
    says: 'The type of the keys that are kept of a conversation.',
    default: 'f16',
    spellings: ['--cache-type-k', '-ctk'],
  }),
  valueField(cacheType, {
    path: 'kvCache.value',
    says: 'The type of the values that are kept of a conversation.',
    default: 'f16',
    spellings: ['--cache-type-v', '-ctv'],
  }),
  choiceField(
    { device: ['--kv-offload'], host: ['--no-kv-offload'] },
    {
      path: 'kvCache.location',
      says: 'Whether conversations are kept in the memory of the GPUs or of the host.',
      default: 'device where there is a GPU',
      spellings: ['--kv-offload', '-kvo', '--no-kv-offload', '-nkvo'],
    },
  ),
  {
    path: 'moe.cpuLayers',
    says: 'Of how many layers, or of `all`, the experts stay with the processor.',
    default: 'none',
    schema: z.union([count, z.literal('all')], 'is neither a whole number from 1 nor `all`'),
    spellings: ['--n-cpu-moe', '-ncmoe', '--cpu-moe', '-cmoe'],
    words: (value: number | 'all') =>
      value === 'all' ? ['--cpu-moe'] : ['--n-cpu-moe', String(value)],
  },
  switchField({
    path: 'opOffload',
    says: 'Whether large batches are computed on a GPU where the weights stay with the processor.',
    default: engineDefault,
    spellings: ['--op-offload', '--no-op-offload'],
  }),
  {
    path: 'promptCache',
    says: 'Memory of the host that past conversations may take, so that they go on faster.',
    default: 'as much as the conversations at the time take, or what --memory leaves',
    schema: z.string().refine(isMebibytes, 'is not a quantity of bytes such as 2Gi, or 0'),
    spellings: ['--cache-ram', '-cram'],
    words: (value: string) => [
      '--cache-ram',
      String(Math.floor((parseBytesQuantity(value) ?? 0) / mebibyte)),
    ],
  },
  listField({
    path: 'tensorOverrides',
    says: 'Where single tensors lie, each as PATTERN=BUFFER.',
    default: 'none',
    spellings: ['--override-tensor', '-ot'],
  }),
  listField({
    path: 'metadataOverrides',
    says: 'Facts of the header that are told otherwise, each as KEY=TYPE:VALUE.',
    default: 'none',
    spellings: ['--override-kv'],
  }),
  valueField(count, {
    path: 'batchSize',
    says: 'Tokens that are taken at a time.',
    default: engineDefault,
    spellings: ['--batch-size', '-b'],
  }),
  valueField(count, {
    path: 'microBatchSize',
    says: 'Tokens that are computed at a time, at most the batch.',
    default: engineDefault,
    spellings: ['--ubatch-size', '-ub'],
  }),
  switchField({
    path: 'warmup',
    says: 'Whether the model is run once before it is ready.',
    default: 'true',
    spellings: ['--warmup', '--no-warmup'],
  }),
  valueField(z.int().min(-1).max(10_000_000), {
    path: 'reasoning.budget',
    says: 'Tokens that may be thought; 0 for none and -1 for as many as it takes.',
    default: engineDefault,
    spellings: ['--reasoning-budget'],
  }),
  valueField(z.string().min(1).max(10_000), {
    path: 'reasoning.message',
    says: 'What the model is told when that budget is used up.',
    default: 'nothing',
    spellings: ['--reasoning-budget-message'],
  }),
  valueField(samplingFields.temperature, {
    path: 'sampling.temperature',
    says: 'How freely the next token is chosen; 0 always takes the likeliest.',
    default: modelOrEngine,
    spellings: ['--temp', '--temperature'],
  }),
  valueField(samplingFields.topK, {
    path: 'sampling.topK',
    says: 'How many of the likeliest tokens are chosen from; 0 for all.',
    default: modelOrEngine,
    spellings: ['--top-k'],
  }),
  valueField(samplingFields.topP, {
    path: 'sampling.topP',
    says: 'The share of all probability that the tokens have that are chosen from; 1 for all.',
    default: modelOrEngine,
    spellings: ['--top-p'],
  }),
  valueField(samplingFields.minP, {
    path: 'sampling.minP',
    says: 'How likely a token must be beside the likeliest one; 0 for no such bar.',
    default: modelOrEngine,
    spellings: ['--min-p'],
  }),
  valueField(samplingFields.repeatPenalty, {
    path: 'sampling.repeatPenalty',
    says: 'By what the tokens that were just said become less likely; 1 for nothing.',
    default: modelOrEngine,
    spellings: ['--repeat-penalty'],
  }),
  valueField(samplingFields.presencePenalty, {
    path: 'sampling.presencePenalty',
    says: 'What is taken from each token that was just said; 0 for nothing.',
    default: engineDefault,
    spellings: ['--presence-penalty'],
  }),
  choiceField(
    Object.fromEntries(
      ['none', 'mean', 'cls', 'last', 'rank'].map((type) => [type, ['--pooling', type]]),
    ),
    {
      path: 'pooling',
      says: 'How one vector is made of those of all tokens.',
      default: 'what the model says',
      spellings: ['--pooling'],
    },
  ),
];

/** Those that are about what a model answers. */
export const answerFields: readonly string[] = fields
  .map(({ path }) => path)
  .filter((path) => /^(jinja$|promptCache$|reasoning\.|sampling\.)/.test(path));

/** What the blocks inside of it are about. */
export const blocks: Readonly<Record<string, string>> = {
  '': 'What llama.cpp has beside what all engines have.',
  router:
    'Every model of a folder in a claim is served by the name of its file, and loaded when it is asked for.',
  rope: 'Positions beyond those of the training.',
  kvCache: 'What is kept of conversations.',
  moe: 'The experts of a mixture.',
  reasoning: 'How long the model may think.',
  sampling: 'How the next token is chosen where a request does not say it.',
};
