import * as z from 'zod';
import { choiceField, type EngineField, valueField, wordsField } from '../engine-field.ts';
import { assumed, gpuCount, trustField } from '../python-fields.ts';

const count = z.int().min(1).max(10_000_000);

// The entry point of the images splits its words at white space, and reads `*` as names of files.
const plain = /^[^\s*?[\]-][^\s*?[\]]*$/;

function choice(words: readonly string[], row: Parameters<typeof choiceField>[1]): EngineField {
  const [flag = ''] = row.spellings;
  return choiceField(Object.fromEntries(words.map((word) => [word, [flag, word]])), row);
}

const adapter = z.strictObject({
  name: z.string().regex(/^[^\s=,@*?[\]-][^\s=,*?[\]]*$/, 'is no name of an adapter'),
  path: z
    .string()
    .regex(/^\/[^\s=,*?[\]]*$/, 'is not a path in the container such as /adapters/one')
    .optional(),
});

type Adapter = z.infer<typeof adapter>;

/**
 * The block `runtime.tgi`, in the order in which the engine is told. Arguments are those of
 * `docs/source/reference/launcher.md` of text-generation-inference 3.3; its switches have no
 * negative form.
 */
export const fields: readonly EngineField[] = [
  choice(['float16', 'bfloat16'], {
    path: 'dtype',
    says: 'The type that is computed in; of quantised weights it can be said for those of bitsandbytes alone.',
    default: assumed.model,
    spellings: ['--dtype'],
  }),
  choice(
    [
      ...['awq', 'compressed-tensors', 'eetq', 'exl2', 'gptq', 'marlin', 'fp8'],
      ...['bitsandbytes', 'bitsandbytes-nf4', 'bitsandbytes-fp4'],
    ],
    {
      path: 'quantization',
      says: 'How the weights are quantised.',
      default: assumed.model,
      spellings: ['--quantize'],
    },
  ),
  choice(['fp8_e4m3fn', 'fp8_e5m2'], {
    path: 'kvCache.type',
    says: 'The type of what is kept of a conversation.',
    default: 'that of the weights',
    spellings: ['--kv-cache-dtype'],
  }),
  valueField(z.number().gt(0).max(1), {
    path: 'gpuMemoryFraction',
    says: 'The share of the memory of each GPU that the engine takes.',
    default: '1',
    spellings: ['--cuda-memory-fraction'],
  }),
  valueField(gpuCount, {
    path: 'tensorParallel',
    says: 'Over how many GPUs each layer is divided.',
    default: '`hardware.gpus`',
    spellings: ['--num-shard', '--sharded'],
  }),
  valueField(count, {
    path: 'maxInputTokens',
    says: 'Tokens that a question may have; the answer has the rest of the context.',
    default: 'one less than the context',
    spellings: ['--max-input-tokens', '--max-input-length'],
  }),
  valueField(count, {
    path: 'maxPrefillTokens',
    says: 'Tokens of questions that are read at a time.',
    default: assumed.engine,
    spellings: ['--max-batch-prefill-tokens'],
  }),
  valueField(count, {
    path: 'maxBatchedTokens',
    says: 'Tokens of all conversations that are worked on at a time.',
    default: 'what the memory holds',
    spellings: ['--max-batch-total-tokens'],
  }),
  wordsField(z.literal(false), {
    path: 'customKernels',
    says: 'Whether programs that were made for some models and GPUs are used; it can be turned off.',
    default: 'true',
    spellings: ['--disable-custom-kernels'],
    words: () => ['--disable-custom-kernels'],
  }),
  trustField,
  valueField(z.string().max(10_000).regex(plain, 'is not one plain word'), {
    path: 'tokenizerConfig',
    says: 'The path of a `tokenizer_config.json` in the container, which may hold a chat template.',
    default: assumed.model,
    spellings: ['--tokenizer-config-path'],
  }),
  wordsField(z.array(adapter).min(1).max(1000), {
    path: 'lora.adapters',
    says: 'Each a name that clients send, and where its weights are.',
    default: 'none',
    spellings: ['--lora-adapters'],
    words: (value) => [
      '--lora-adapters',
      (value as readonly Adapter[])
        .map(({ name, path }) => (path === undefined ? name : `${name}=${path}`))
        .join(','),
    ],
  }),
];

/** What the blocks inside of it are about. */
export const blocks: Readonly<Record<string, string>> = {
  '': 'What text-generation-inference has beside what all engines have; it is known from its documentation alone.',
  kvCache: 'What is kept of conversations.',
  lora: 'Adapters that are served beside the model.',
  'lora.adapters[].name': 'The name that clients send for the model with this adapter.',
  'lora.adapters[].path':
    'A path in the container; without one, the name is a repository, which is fetched.',
};
