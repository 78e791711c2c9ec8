import { expect, test } from 'vitest';
import { devicesOf } from '../../../../src/core/fit/devices-of.ts';
import {
  answerEngineFit,
  type EngineFitAsked,
} from '../../../../src/core/fit/engines/answer-engine-fit.ts';
import { cacheRoom } from '../../../../src/core/fit/engines/cache-room.ts';
import { cacheShape } from '../../../../src/core/fit/engines/cache-shape.ts';
import { engineBudget, sglangShare } from '../../../../src/core/fit/engines/engine-budgets.ts';
import type { EngineModel } from '../../../../src/core/fit/engines/engine-question.ts';
import { parallelProblem } from '../../../../src/core/fit/engines/parallel-problem.ts';
import { weightsPerGpu } from '../../../../src/core/fit/engines/weights-per-gpu.ts';
import { readConfig } from '../../../../src/core/transformers/read-config.ts';
import { llama3Tensors, publicConfigs } from '../../../support/fit/public-configs.ts';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

function factsOf(config: unknown) {
  const read = readConfig(config);
  if (read.kind === 'problem') throw new Error(read.fact);
  return read.facts;
}

function modelOf(config: unknown, more: Partial<EngineModel> = {}): EngineModel {
  const sizes = { gpus: 1, gpuBytes: 80 * gibibyte, cacheElementBytes: 2 };
  return { facts: factsOf(config), tensors: [], ...sizes, ...more };
}

/** Of a token in all layers, where none has a window. */
function tokenBytes(model: EngineModel): number {
  const { layerBytes, full } = cacheShape(model);
  return layerBytes * full;
}

function answer(asked: Partial<EngineFitAsked>) {
  const facts = factsOf(publicConfigs.llama3);
  const sizes = { devices: devicesOf([23_034 * mebibyte]), contextLength: 8192 };
  const named = { name: 'm', source: 'org/m', engine: 'vllm' as const, concurrency: undefined };
  return answerEngineFit({ ...named, ...sizes, facts, tensors: llama3Tensors, ...asked });
}

function planned(asked: Partial<EngineFitAsked>) {
  const found = answer(asked);
  if (found.kind === 'refused') throw new Error(found.fact);
  return found.result;
}

// By hand: layers x (2 x heads of keys x size of a head, or rank + rope) x 2 bytes.
test.each([
  ['llama3', 32 * 2 * 8 * 128 * 2],
  ['qwen3Moe', 48 * 2 * 4 * 128 * 2],
  ['deepseek3', 61 * (512 + 64) * 2],
] as const)('a token of %s takes what a hand computes', (name, bytes) => {
  expect(tokenBytes(modelOf(publicConfigs[name]))).toBe(bytes);
  const fp8 = modelOf(publicConfigs[name], { cacheElementBytes: 1 });
  expect(tokenBytes(fp8)).toBe(bytes / 2);
});

test('heads are divided down to one, and latent attention is whole on each GPU', () => {
  const of = (name: 'llama3' | 'deepseek3', gpus: number) =>
    tokenBytes(modelOf(publicConfigs[name], { gpus }));
  expect(of('llama3', 4)).toBe(of('llama3', 1) / 4);
  expect(of('llama3', 16)).toBe(of('llama3', 8));
  expect(of('deepseek3', 8)).toBe(of('deepseek3', 1));
});

test('what TGI keeps with latent attention is not computed', () => {
  const asked = { facts: factsOf(publicConfigs.deepseek3), devices: devicesOf([80 * gibibyte]) };
  expect(answer({ ...asked, engine: 'tgi' })).toEqual({
    kind: 'refused',
    fact: 'what `tgi` keeps of conversations with latent attention is not computed',
  });
  expect(answer(asked)).toMatchObject({ kind: 'planned' });
});

// vLLM on an L4 of 22.49 GiB told 20.69 GiB in all, 14.96 of weights, 4.91 of cache, 40 208 tokens.
test('of an 8B model on an L4 the weights are to the byte, and the tokens are in the range', () => {
  const result = planned({});
  const [place] = result.places;
  expect((place?.limitBytes ?? 0) / gibibyte).toBeCloseTo(20.69, 2);
  const weights = place?.lines.find(({ what }) => what === 'weights');
  expect(weights).toMatchObject({ bytes: 8_030_261_248 * 2, exact: true });
  expect((weights?.bytes ?? 0) / gibibyte).toBeCloseTo(14.96, 2);
  expect(result.cacheTokens?.least).toBeLessThan(40_208);
  expect(result.cacheTokens?.most).toBeGreaterThan(40_208);
  expect(result).toMatchObject({ fits: true, runtime: 'vllm', largestContext: 8192 });
  const room = cacheRoom(
    modelOf(publicConfigs.llama3),
    engineBudget(
      'vllm',
      modelOf({
        ...publicConfigs.llama3,
      }),
    ),
  );
  expect(room.tokensIn(40_208 * 131_072)).toBe(40_208);
});

// The examples that were found for SGLang: 0.847 for a 4090, 0.836 for an H100 of 80 GiB.
test.each([
  ['a 4090', 24_564, 0.847],
  ['an H100', 80 * 1024, 0.836],
])('SGLang takes of %s the share that it takes by itself', (_, mebibytes, share) => {
  expect(sglangShare(mebibytes * mebibyte, 1)).toBe(share);
});

// Of 62 layers each sixth sees all: 10; 52 in groups of 10 are 6, with one group of the others.
test('windows of Gemma are kept in groups, and blocks behind them are freed', () => {
  const model = modelOf(publicConfigs.gemma3);
  expect(cacheShape(model)).toEqual({
    layerBytes: 2 * 16 * 128 * 2,
    full: 10,
    windowed: 52,
    recurrent: 0,
  });
  const room = cacheRoom(model, { ...engineBudget('vllm', model), batchTokens: 2048 });
  const block = 10 * 8192 * 16;
  expect(room.bytesFor(16)).toBe(block * (1 + 6 * 2));
  // Of 1023 + 2048 tokens 192 blocks are seen, and one more.
  expect(room.bytesFor(32_768)).toBe(block * (2048 + 6 * 193));
  const whole = cacheRoom(model, engineBudget('sglang', model));
  expect(whole.bytesFor(32_768)).toBe(62 * 8192 * 32_768);
});

test('weights are divided over GPUs but for what each has whole', () => {
  const model = modelOf(publicConfigs.llama3, { tensors: llama3Tensors, gpus: 4 });
  const norms = (32 * 2 + 1) * 4096 * 2;
  expect(weightsPerGpu(model)).toMatchObject({
    bytes: norms + (8_030_261_248 * 2 - norms) / 4,
    exact: false,
    basis: 'rule of thumb',
  });
});

test('layers that guess ahead and the second half of tied embeddings are not loaded', () => {
  const facts = { ...factsOf(publicConfigs.llama3), isTied: true };
  const guess = {
    name: 'model.layers.32.mlp.up_proj.weight',
    type: 'BF16',
    shape: [2, 2],
    bytes: 8,
  };
  const model = modelOf(publicConfigs.llama3, { facts, tensors: [...llama3Tensors, guess] });
  expect(weightsPerGpu(model).bytes).toBe((8_030_261_248 - 128_256 * 4096) * 2);
});

// vLLM refuses Qwen3-30B-A3B-FP8 on 4 GPUs: 768 / 4 = 192 is no multiple of 128.
test('what cannot be divided is refused with the numbers of GPUs that do', () => {
  const moe = factsOf(publicConfigs.qwen3Moe);
  expect(parallelProblem({ engine: 'vllm', facts: moe, gpus: 4 })).toMatch(
    /768 elements in blocks of 128 .* over 4 GPUs, but over 1, 2/,
  );
  expect(parallelProblem({ engine: 'vllm', facts: moe, gpus: 2 })).toBeUndefined();
  expect(
    parallelProblem({
      engine: 'vllm',
      facts: { ...moe, quantisation: { method: 'awq' } },
      gpus: 4,
    }),
  ).toBeUndefined();
  const refused = answer({ devices: devicesOf([24, 24, 24].map((size) => size * gibibyte)) });
  expect(refused).toMatchObject({ kind: 'refused' });
  expect(JSON.stringify(refused)).toMatch(
    /32 attention heads .* over 3 GPUs, but over 1, 2, 4, 8, 16/,
  );
  expect(answer({ devices: [] })).toMatchObject({ kind: 'refused' });
});

test.each(['vllm', 'sglang', 'tgi'] as const)(
  '%s: more conversations or tokens never fit better',
  (engine) => {
    const one = planned({ engine, contextLength: 'max' });
    const two = planned({ engine, contextLength: 'max', concurrency: 8 });
    expect(two.largestContext).toBeLessThanOrEqual(one.largestContext);
    expect(one.fits).toBe(true);
    const small = planned({ engine, devices: devicesOf([12 * gibibyte]) });
    expect(small).toMatchObject({ fits: false, code: 'MODEL_TOO_LARGE', largestContext: 0 });
  },
);

test('of a model that sees, what is not counted is said', () => {
  const { warnings } = planned({ facts: { ...factsOf(publicConfigs.llama3), isMultimodal: true } });
  expect(warnings).toMatchObject([{ code: 'encoder-not-counted' }]);
  expect(planned({}).warnings).toEqual([]);
});

test('what says it is told for the engine and for a spec', () => {
  const devices = devicesOf([24 * gibibyte, 24 * gibibyte]);
  const result = planned({ engine: 'sglang', devices, contextLength: 4096, concurrency: 2 });
  expect(result.args.join(' ')).toBe('--context-length 4096 --max-running-requests 2 --tp-size 2');
  expect(result.fields).toContainEqual({ field: 'serving.contextLength', value: 4096 });
});
