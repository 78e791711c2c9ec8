import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countParameters } from '../../../src/core/transformers/count-parameters.ts';
import { readConfig } from '../../../src/core/transformers/read-config.ts';
import { publicConfigs } from '../../support/fit/public-configs.ts';

const read = (config: unknown) => readConfig(config);

test('a config of any form is an answer', () => {
  const keys = fc.constantFrom(
    ...['num_hidden_layers', 'hidden_size', 'num_attention_heads', 'text_config', 'layer_types'],
    ...['quantization_config', 'sliding_window', 'kv_lora_rank', 'model_type', 'head_dim'],
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(keys, fc.jsonValue())), (json) => {
      expect(['read', 'problem']).toContain(read(json).kind);
    }),
    { numRuns: 2000 },
  );
});

test('what is missing is named', () => {
  expect(read({ hidden_size: 8 })).toMatchObject({
    fact: expect.stringMatching(/num_hidden_layers/),
  });
  expect(read([])).toMatchObject({ kind: 'problem' });
});

test('of a model that sees, the part about text counts, with what transformers knows of it', () => {
  expect(read(publicConfigs.gemma3)).toMatchObject({
    facts: { vocabulary: 262_208, context: 131_072, window: 1024, isMultimodal: true, heads: 32 },
  });
});

test('a window that is turned off is none, and kinds of layers that are named are those', () => {
  const base = { ...publicConfigs.llama3, num_hidden_layers: 2, sliding_window: 4096 };
  const layers = (more: object) => {
    const found = read({ ...base, ...more });
    return found.kind === 'read' ? found.facts.layers : found.fact;
  };
  expect(layers({})).toEqual(['swa', 'swa']);
  expect(layers({ use_sliding_window: false })).toEqual(['full', 'full']);
  expect(layers({ layer_types: ['linear_attention', 'full_attention'] })).toEqual([
    'recurrent',
    'full',
  ]);
  expect(layers({ full_attention_interval: 2, sliding_window: null })).toEqual([
    'recurrent',
    'full',
  ]);
});

test.each<[string, object]>([
  ['blocks of their own', { block_configs: [{ attention: { n_heads_in_group: 8 } }] }],
  ['attention of two kinds', { attn_type_list: [0, 0, 1] }],
  ['linear attention', { linear_attn_config: { kda_layers: [1, 2] }, num_key_value_heads: null }],
  [
    'keys of other layers',
    { num_kv_shared_layers: 15, layer_types: Array(32).fill('full_attention') },
  ],
  ['attention over layers', { use_cla: true }],
  ['heads by layer', { num_key_value_heads_per_layer: [8, 4] }],
])('%s are layers that are not read', (_, more) => {
  expect(read({ ...publicConfigs.llama3, ...more })).toMatchObject({
    facts: { hasUnknownLayers: true },
  });
});

test('layers that are alike are read, whatever keys there are', () => {
  const none = {
    ...{ attn_type_list: [1, 1], use_cla: false, num_kv_shared_layers: 0 },
    ...{ block_configs: null, linear_attn_config: null },
  };
  expect(read({ ...publicConfigs.llama3, ...none })).toMatchObject({
    facts: { hasUnknownLayers: false },
  });
});

test.each(['vision_config', 'audio_config', 'visual', 'img_processor', 'audio_processor'])(
  'with %s it sees or hears',
  (key) => {
    const isMultimodal = (value: unknown) => {
      const found = read({ ...publicConfigs.llama3, [key]: value });
      return found.kind === 'read' && found.facts.isMultimodal;
    };
    expect([isMultimodal({ depth: 2 }), isMultimodal(null)]).toEqual([true, false]);
  },
);

test.each<[object, true | undefined]>([
  [{ kv_cache_scheme: { num_bits: 8, type: 'float' } }, true],
  [{ kv_cache_quant_algo: 'FP8' }, true],
  [{ kv_cache_scheme: null }, undefined],
  [{}, undefined],
])('a quantisation with %j decides the type of the cache: %s', (more, decidesCache) => {
  const config = { ...publicConfigs.llama3, quantization_config: { quant_method: 'fp8', ...more } };
  const found = read(config);
  if (found.kind === 'problem') throw new Error(found.fact);
  expect(found.facts.quantisation?.decidesCache).toBe(decidesCache);
});

test('quantised weights count for the parameters that they stand for', () => {
  const of = (name: string, type: string, method: string, bits?: number) =>
    countParameters(
      { name, type, shape: [16, 8], bytes: 1 },
      { method, ...(bits ? { bits } : {}) },
    );
  expect(of('a.qweight', 'I32', 'awq', 4)).toBe(16 * 8 * 8);
  expect(of('a.scales', 'F16', 'awq', 4)).toBe(0);
  expect(of('a.weight_scale_inv', 'F32', 'fp8')).toBe(0);
  expect(of('a.weight', 'F8_E4M3', 'fp8')).toBe(16 * 8);
  expect(of('a.experts.gate_up_proj_blocks', 'U8', 'mxfp4')).toBe(16 * 8 * 2);
});
