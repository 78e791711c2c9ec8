import { expect, test } from 'vitest';
import { fitModel } from '../../src/actions/fit-model.ts';
import type { FitPorts } from '../../src/actions/nearest-that-fits.ts';
import { devicesOf } from '../../src/core/fit/devices-of.ts';
import { rejectionOf } from '../support/error-of.ts';
import {
  feedHeader,
  ggufFile,
  text,
  uint32,
  type WrittenFile,
} from '../support/models/gguf-file.ts';

const gibibyte = 1024 ** 3;

const numbers = (values: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`llama.${key}`, uint32(value)]));

/** Two layers of attention, about 100 MiB each. */
const small: WrittenFile = {
  values: {
    'general.architecture': text('llama'),
    ...numbers({
      ...{ block_count: 2, context_length: 4096, embedding_length: 1024 },
      ...{ 'attention.head_count': 8, 'attention.head_count_kv': 8, feed_forward_length: 8192 },
    }),
  },
  tensors: [
    { name: 'token_embd.weight', dims: [1024, 1000] },
    ...[0, 1].flatMap((layer) => [
      { name: `blk.${layer}.attn_q.weight`, dims: [1024, 1024] },
      { name: `blk.${layer}.ffn_up.weight`, dims: [1024, 8192] },
      { name: `blk.${layer}.ffn_gate.weight`, dims: [1024, 8192] },
      { name: `blk.${layer}.ffn_down.weight`, dims: [8192, 1024] },
    ]),
    { name: 'output.weight', dims: [1024, 1000] },
  ],
};

function ask(written: WrittenFile, more: Partial<Parameters<typeof fitModel>[0]> = {}) {
  const ports: FitPorts = {
    readRepository: async () => ({ kind: 'unreachable', why: 'nobody asks' }),
    readSource: async () => ({ kind: 'reached', facts: {} }),
    signal: new AbortController().signal,
    readHeader: async () => {
      const { outcome } = feedHeader(ggufFile(written).bytes);
      return outcome.kind === 'read' ? { ...outcome, fileBytes: undefined, bytesRead: 1 } : outcome;
    },
  };
  const asked = { name: 'm', source: '/m.gguf', contextLength: 4096, concurrency: undefined };
  return fitModel({ ...asked, hardware: { devices: devicesOf([2 * gibibyte]) }, ...more }, ports);
}

test('without a number of conversations the engine has four that share the context', async () => {
  const result = await ask(small);
  expect(result).toMatchObject({ fits: true, concurrency: 4, isShared: true, steps: [] });
  expect(result.args.join(' ')).toContain('-c 4096 -np 4 -kvu');
  const apart = await ask(small, { concurrency: 2 });
  expect(apart).toMatchObject({ concurrency: 2, isShared: false, contextLength: 4096 });
  expect(apart.args.join(' ')).toContain('-c 8192 -np 2 -no-kvu');
});

test('what is needed is in the lines of each place, to the byte', async () => {
  const { places } = await ask(small);
  expect(places.map(({ id }) => id)).toEqual(['CUDA0', 'host']);
  for (const { lines, upperBytes } of places) {
    expect(lines.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(upperBytes);
  }
  const kv = places[0]?.lines.find(({ what }) => what === 'kv');
  expect(kv).toMatchObject({ bytes: 2 * 2 * 1024 * 2 * 4096, exact: true });
});

test('a context that does not fit is not made shorter, and the longest that fits is told', async () => {
  const hardware = { devices: [], hostBytes: 230 * 1024 ** 2 };
  const result = await ask(small, { hardware });
  expect(result).toMatchObject({ fits: false, code: 'MODEL_TOO_LARGE', contextLength: 4096 });
  expect(result.because.join('\n')).toMatch(/^host lacks /);
  expect(result.largestContext).toBeGreaterThan(0);
  expect(result.largestContext).toBeLessThan(4096);
  const shorter = await ask(small, { hardware, contextLength: result.largestContext });
  expect(shorter.fits).toBe(true);
  const longer = await ask(small, { hardware, contextLength: result.largestContext + 256 });
  expect(longer.fits).toBe(false);
});

test('a model that does not say how long conversations may be is not taken for short', async () => {
  const { 'llama.context_length': _, ...values } = Object(small.values);
  const result = await ask({ ...small, values });
  expect(result.largestContext).toBeGreaterThan(4096);
  expect(result.warnings).toContainEqual(expect.objectContaining({ code: 'metadata-missing' }));
});

test.each<[Record<string, number>, RegExp]>([
  [
    { block_count: 4_000_000_000 },
    /it has 4000000000 layers by its header, and llama\.cpp takes 512/,
  ],
  [{ block_count: 80 }, /it has 80 layers by its header and tensors of 2/],
  [{ expert_count: 100_000 }, /it has 100000 experts by its header, and llama\.cpp takes 512/],
  [{ expert_used_count: 4_294_967_295 }, /4294967295 of its 0 experts are to be used/],
])('a header that says %j is refused, and takes neither time nor memory', async (more, words) => {
  const error = await rejectionOf(ask({ ...small, values: { ...small.values, ...numbers(more) } }));
  expect(error.code).toBe('SOURCE_REFUSED');
  expect(error.message).toMatch(words);
});

test.each([
  ['a negative number', { type: 'int32', value: -5 }],
  ['infinity', { type: 'float32', value: Number.POSITIVE_INFINITY }],
  ['what is no number', { type: 'float32', value: Number.NaN }],
  ['more than anything has', { type: 'uint64', value: 2n ** 64n - 1n }],
] as const)('a size that is %s counts as missing', async (_, value) => {
  for (const key of ['context_length', 'embedding_length', 'attention.head_count_kv']) {
    const values = { ...small.values, [`llama.${key}`]: value };
    const result = await ask({ ...small, values }).catch((error) => error);
    expect(JSON.stringify(result)).not.toMatch(/null|NaN|Infinity|:-/);
  }
});

test.each([
  [{ 'general.type': text('adapter') }, 'it is a LoRA adapter; serve it beside the model'],
  [{ 'general.type': text('mmproj') }, 'it is a projector, which a model reads pictures'],
])('what is no model is refused: %j', async (more, words) => {
  const error = await rejectionOf(ask({ ...small, values: { ...small.values, ...more } }));
  expect(error.code).toBe('SOURCE_REFUSED');
  expect(error.message).toContain(`Cannot plan for \`/m.gguf\`: ${words}`);
});
