import { expect, test } from 'vitest';
import {
  factsOf,
  gpusOf,
  longerFacts,
  plannedWith,
  planWith,
} from '../../../support/fit/engine-memory-asked.ts';
import { llama3Tensors, publicConfigs } from '../../../support/fit/public-configs.ts';

const gibibyte = 1024 ** 3;
const sizes = (tensor: number, pipeline = 1, data = 1) => ({ tensor, pipeline, data });

test('heads that cannot be divided are refused even where no memory is known', () => {
  expect(planWith({ sizes: sizes(3), gpuBytes: undefined })).toEqual({
    kind: 'refused',
    fact: expect.stringMatching(/^its 32 attention heads cannot be divided over 3 GPUs, but over /),
  });
  expect(planWith({ sizes: sizes(1, 33), gpuBytes: gpusOf(33, 24) })).toEqual({
    kind: 'refused',
    fact: 'its 32 layers cannot be divided over 33 GPUs',
  });
  // A layer for each of them.
  expect(planWith({ sizes: sizes(1, 32), gpuBytes: gpusOf(32, 24) }).kind).toBe('planned');
  expect(planWith({ gpuBytes: undefined })).toMatchObject({
    kind: 'unknown',
    why: expect.stringContaining('--gpu-memory'),
  });
});

test('whole experts have no blocks to divide, and lie evenly or nobody knows how', () => {
  const facts = factsOf(publicConfigs.qwen3Moe);
  const asked = { facts, tensors: [], gpuBytes: gpusOf(4, 80) };
  expect(planWith({ ...asked, sizes: sizes(4) })).toMatchObject({ kind: 'refused' });
  expect(planWith({ ...asked, sizes: sizes(4), keepsExperts: true })).toMatchObject({
    kind: 'planned',
  });
  const odd = { ...facts, experts: 127 };
  expect(planWith({ ...asked, facts: odd, sizes: sizes(4), keepsExperts: true })).toMatchObject({
    kind: 'unknown',
  });
});

test('copies of a model each have their own GPUs, and of experts vLLM has another way', () => {
  const { fit } = plannedWith({ sizes: sizes(2, 1, 2), gpuBytes: gpusOf(4, 24) });
  expect(fit.places.map(({ id }) => id)).toEqual(['CUDA0', 'CUDA1', 'CUDA2', 'CUDA3']);
  const alone = plannedWith({ sizes: sizes(2), gpuBytes: gpusOf(2, 24) });
  expect(fit.places[3]?.usedBytes).toBe(alone.fit.places[0]?.usedBytes);
  const moe = {
    ...{ facts: factsOf(publicConfigs.qwen3Moe), tensors: [], gpuBytes: gpusOf(2, 80) },
    sizes: sizes(1, 1, 2),
  };
  expect(planWith(moe)).toMatchObject({ kind: 'unknown' });
  expect(planWith({ ...moe, engine: 'sglang' })).toMatchObject({ kind: 'planned' });
});

test('layers on several GPUs: embeddings with the first, the output with the last, to the byte', () => {
  const found = planWith({ sizes: sizes(1, 2), gpuBytes: gpusOf(2, 8), contextLength: 16 });
  if (found.kind !== 'too large') throw new Error(JSON.stringify(found));
  const [first = 0, last = 0] = found.places.map(
    ({ lines }) => lines.find(({ what }) => what === 'weights')?.bytes ?? 0,
  );
  expect(first + last).toBe(8_030_261_248 * 2);
  // The norm behind the last layer, as embeddings and output are equally large.
  expect(last - first).toBe(4096 * 2);
});

test('layers that cannot be divided evenly, or are of several kinds, are not computed', () => {
  const asked = { gpuBytes: gpusOf(3, 80), sizes: sizes(1, 3) };
  expect(planWith(asked)).toMatchObject({
    kind: 'unknown',
    why: expect.stringContaining('32 layers'),
  });
  const layers = Array.from({ length: 32 }, (_, index) =>
    index % 2 === 0 ? ('full' as const) : ('swa' as const),
  );
  const facts = { ...factsOf(publicConfigs.llama3), layers, window: 1024 };
  expect(planWith({ facts, gpuBytes: gpusOf(2, 80), sizes: sizes(1, 2) })).toMatchObject({
    kind: 'unknown',
  });
  const unread = { ...factsOf(publicConfigs.llama3), hasUnknownLayers: true };
  expect(planWith({ facts: unread })).toMatchObject({ kind: 'unknown' });
});

test('TGI copies no heads of keys but a single one, and others do', () => {
  const asked = { gpuBytes: gpusOf(16, 24), sizes: sizes(16) };
  expect(planWith({ ...asked, engine: 'tgi' })).toEqual({
    kind: 'refused',
    fact: 'its 8 heads of keys and values cannot be divided over 16 GPUs, but over 1, 2, 4, 8',
  });
  expect(planWith(asked)).toMatchObject({ kind: 'planned' });
  const single = { ...longerFacts, kvHeads: 1 };
  expect(planWith({ ...asked, engine: 'tgi', facts: single })).toMatchObject({ kind: 'planned' });
});

test('what TGI keeps with latent attention is not computed', () => {
  const facts = { ...longerFacts, latent: { rank: 512, rope: 64 } };
  expect(planWith({ facts, engine: 'tgi' })).toMatchObject({
    kind: 'unknown',
    why: expect.stringContaining('latent attention'),
  });
  expect(planWith({ facts })).toMatchObject({ kind: 'planned' });
});

test('stages are computed only where names tell which layers weights are of', () => {
  const asked = { gpuBytes: gpusOf(2, 24), sizes: sizes(1, 2) };
  expect(planWith(asked)).toMatchObject({ kind: 'planned' });
  const tensors = llama3Tensors.map((tensor) => ({
    ...tensor,
    name: tensor.name.replace('model.layers.', 'transformer.h.'),
  }));
  expect(planWith({ ...asked, tensors })).toMatchObject({
    kind: 'unknown',
    why: expect.stringContaining('names of its weights'),
  });
});

test('GPUs that differ are counted by those that share layers', () => {
  const of = (...sized: readonly number[]) =>
    planWith({ gpuBytes: sized.map((size) => size * gibibyte), sizes: sizes(2, 2) });
  const found = of(24, 48, 8, 6);
  if (found.kind !== 'planned') throw new Error(JSON.stringify(found));
  const limits = found.fit.places.map(({ limitBytes = 0 }) => limitBytes / gibibyte / 0.92);
  expect(limits.map(Math.round)).toEqual([24, 24, 6, 6]);
  expect(of(24, 48, 8, 4)).toMatchObject({ kind: 'too large' });
});
