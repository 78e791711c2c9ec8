import { describe, expect, test } from 'vitest';
import type { GgufView, TensorView } from '../../../src/core/fit/gguf-view.ts';
import type { LayerKind, ModelFacts } from '../../../src/core/fit/model-facts.ts';
import { readFacts } from '../../../src/core/fit/read-facts.ts';
import { namedShapes } from '../../support/fit/model-shape.ts';
import { viewOfShape } from '../../support/fit/view-of-shape.ts';

interface Header {
  readonly arch: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly tensors?: readonly TensorView[];
}

function factsOf({ arch, values = {}, tensors = [] }: Header): ModelFacts {
  const all = {
    block_count: 8,
    embedding_length: 1024,
    context_length: 4096,
    'attention.head_count': 16,
    'attention.head_count_kv': 4,
    ...values,
  };
  const entries = Object.entries(all).map(([key, value]): [string, unknown] => [
    `${arch}.${key}`,
    value,
  ]);
  const metadata = new Map<string, unknown>([['general.architecture', arch], ...entries]);
  return readFacts({ metadata, counts: new Map(), tensors });
}

const kinds = (facts: ModelFacts): string => facts.layers.map(({ kind }) => letters[kind]).join('');
const letters: Readonly<Record<LayerKind, string>> = {
  full: 'F',
  swa: 'W',
  mla: 'L',
  recurrent: 'R',
  none: '-',
};

describe('layers with a window', () => {
  const window = { 'attention.sliding_window': 512 };
  test.each([
    { arch: 'gemma3', values: window, expected: 'WWWWWFWW' },
    { arch: 'gemma3', values: {}, expected: 'FFFFFFFF' },
    { arch: 'gemma2', values: {}, expected: 'WFWFWFWF' },
    { arch: 'gpt-oss', values: window, expected: 'WFWFWFWF' },
    { arch: 'cohere2', values: window, expected: 'WWWFWWWF' },
    { arch: 'cohere2moe', values: window, expected: 'FWWWFWWW' },
    { arch: 'llama4', values: {}, expected: 'WWWFWWWF' },
    { arch: 'llama4', values: { 'attention.sliding_window': 0 }, expected: 'FFFFFFFF' },
    { arch: 'phi3', values: window, expected: 'FFFFFFFF' },
    { arch: 'llama', values: window, expected: 'FFFFFFFF' },
    {
      arch: 'gemma3',
      values: { ...window, 'attention.sliding_window_pattern': 2 },
      expected: 'WFWFWFWF',
    },
    {
      arch: 'gemma4',
      values: {
        ...window,
        'attention.sliding_window_pattern': [true, true, false, true, true, false, true, false],
      },
      expected: 'WWFWWFWF',
    },
  ])('of $arch with $values are $expected', ({ arch, values, expected }) => {
    expect(kinds(factsOf({ arch, values }))).toBe(expected);
  });

  test('may have sizes of heads of their own', () => {
    const { layers } = factsOf({
      arch: 'gemma2',
      values: {
        'attention.key_length': 256,
        'attention.value_length': 256,
        'attention.key_length_swa': 128,
        'attention.value_length_swa': 64,
      },
    });
    expect(layers.slice(0, 2).map(({ keyWidth, valueWidth }) => [keyWidth, valueWidth])).toEqual([
      [4 * 128, 4 * 64],
      [4 * 256, 4 * 256],
    ]);
  });

  test('cannot be told where only an array says them and it is missing', () => {
    const { findings } = factsOf({ arch: 'gemma4', values: window });
    expect(findings.map(({ code }) => code)).toEqual(['window-pattern-missing']);
  });
});

describe('layers with a state', () => {
  const kvHeads = [0, 0, 4, 0, 0, 0, 4, 0];
  test.each([
    { arch: 'qwen3next', values: {}, expected: 'RRRFRRRF' },
    { arch: 'qwen35', values: { full_attention_interval: 2 }, expected: 'RFRFRFRF' },
    {
      arch: 'qwen3next',
      values: { 'attention.recurrent_layers': [1, 0, 1, 0, 1, 0, 1, 0] },
      expected: 'RFRFRFRF',
    },
    { arch: 'jamba', values: { 'attention.head_count_kv': kvHeads }, expected: 'RRFRRRFR' },
    {
      arch: 'nemotron_h',
      values: {
        'attention.head_count_kv': kvHeads,
        feed_forward_length: [0, 8, 0, 8, 0, 8, 0, 8],
      },
      expected: 'R-F-R-F-',
    },
    { arch: 'falcon-h1', values: {}, expected: 'FFFFFFFF' },
    { arch: 'mamba', values: {}, expected: 'RRRRRRRR' },
  ])('of $arch with $values are $expected', ({ arch, values, expected }) => {
    expect(kinds(factsOf({ arch, values }))).toBe(expected);
  });

  test('keep it beside K and V in falcon-h1, and instead of them elsewhere', () => {
    const values = { 'ssm.conv_kernel': 4, 'ssm.inner_size': 512, 'ssm.state_size': 16 };
    const both = factsOf({ arch: 'falcon-h1', values }).layers[0];
    const one = factsOf({ arch: 'mamba', values }).layers[0];
    expect(both?.stateBytes).toBe(4 * (3 * 512 + 16 * 512));
    expect(both?.keyWidth).toBe(4 * 64);
    expect(one?.stateBytes).toBe(both?.stateBytes);
    expect(one?.keyWidth).toBe(0);
  });
});

describe('layers that keep nothing of their own', () => {
  test('come after the first 20 in gemma3n, and are told by the file in gemma4', () => {
    const count = (facts: ModelFacts): number =>
      facts.layers.filter(({ keyWidth }) => keyWidth > 0).length;
    expect(count(factsOf({ arch: 'gemma3n', values: { block_count: 35 } }))).toBe(20);
    const shared = { 'attention.shared_kv_layers': 3 };
    expect(count(factsOf({ arch: 'gemma4', values: shared }))).toBe(5);
  });

  test('are all layers of encoders', () => {
    const { sums } = factsOf({ arch: 'bert' });
    expect(sums.full.keys.at(-1)).toBe(0);
  });

  test('are those for drafting, which are not loaded either', () => {
    const tensor = { dims: [1024, 1024], type: 1, bytes: 2 * 1024 * 1024 };
    const tensors = [6, 7].map((layer) => ({ ...tensor, name: `blk.${layer}.attn_q.weight` }));
    const { layers } = factsOf({
      arch: 'glm4moe',
      values: { nextn_predict_layers: 1 },
      tensors,
    });
    expect(layers).toHaveLength(8);
    expect(layers.map(({ keyWidth }) => Math.sign(keyWidth)).join('')).toBe('11111110');
    expect(layers[6]?.weights.attention.file).toBe(tensor.bytes);
    expect(layers[7]?.weights.attention.file).toBe(0);
  });
});

test('latent attention keeps K alone; a file without its lengths keeps all heads', () => {
  const values = {
    'attention.head_count_kv': 1,
    'attention.key_length': 576,
    'attention.value_length': 512,
    'attention.kv_lora_rank': 512,
    'rope.dimension_count': 64,
  };
  const lengths = { 'attention.key_length_mla': 192, 'attention.value_length_mla': 128 };
  const latent = factsOf({ arch: 'deepseek2', values: { ...values, ...lengths } });
  expect(kinds(latent)).toBe('LLLLLLLL');
  expect(latent.layers[0]).toMatchObject({ keyWidth: 576, valueWidth: 0 });
  const legacy = factsOf({
    arch: 'deepseek2',
    values: {
      'attention.head_count_kv': 16,
      'attention.key_length': 192,
      'attention.value_length': 128,
    },
  });
  expect(legacy.layers[0]).toMatchObject({ keyWidth: 16 * 192, valueWidth: 16 * 128 });
});

test('numbers of layers may differ, and heads of K and V default to those of Q', () => {
  const { layers } = factsOf({
    arch: 'deci',
    values: { 'attention.head_count_kv': [4, 0, 8, 4, 0, 8, 4, 2] },
  });
  expect(layers.map(({ keyWidth }) => keyWidth / 64)).toEqual([4, 0, 8, 4, 0, 8, 4, 2]);
  const [first] = factsOf({
    arch: 'llama',
    values: { 'attention.head_count_kv': undefined },
  }).layers;
  expect(first?.keyWidth).toBe(16 * 64);
});

test.each([
  { arch: 'new-model-2027', codes: ['architecture-unknown'] },
  { arch: 'deepseek32', codes: ['kv-upper-bound-unknown'] },
  { arch: 'llama', codes: [] },
])('$arch gives the findings $codes', ({ arch, codes }) => {
  expect(factsOf({ arch }).findings.map(({ code }) => code)).toEqual(codes);
});

test('what the metadata lacks is told', () => {
  const view: GgufView = {
    metadata: new Map([['general.architecture', 'llama']]),
    counts: new Map(),
    tensors: [],
  };
  expect(readFacts(view).findings).toEqual([
    {
      code: 'metadata-missing',
      message: 'the metadata lacks block_count, embedding_length, context_length',
    },
  ]);
});

test('every byte of the tensors is in one class of one layer, in the input or in the output', () => {
  for (const shape of Object.values(namedShapes)) {
    const view = viewOfShape(shape, 'q4_k_m');
    const { layers, input, output } = readFacts(view);
    const inLayers = layers
      .flatMap(({ weights }) => Object.values(weights))
      .reduce((sum, { file }) => sum + file, 0);
    const all = view.tensors.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(inLayers + input.file + output.file).toBe(all);
  }
});

test('a few shapes stand for all layers', () => {
  const counts = Object.entries(namedShapes).map(([name, shape]) => [
    name,
    readFacts(viewOfShape(shape, 'q4_k_m')).shapes.length,
  ]);
  expect(Object.fromEntries(counts)).toMatchObject({
    'llama-3.3-70b': 1,
    'gemma-3-27b': 2,
    'deepseek-v3': 2,
    'qwen3-next-80b-a3b': 2,
  });
});
