import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Resolved } from '../../../src/core/resolve/resolved.ts';
import { planMemory } from '../../../src/runtimes/llamacpp/memory/plan-memory.ts';
import { modelOfShape } from '../../support/fit/model-of-shape.ts';
import { resolvedWith } from '../../support/resolved.ts';

const headOf = (shape: string) => ({ form: 'gguf', gguf: modelOfShape(shape) }) as const;
const gibibyte = 1024 ** 3;
const at = resolvedWith().model as Extract<Resolved['model'], { kind: 'download' }>;
const drafting: Partial<Resolved> = {
  files: [{ role: 'draft', at }],
  speculative: { method: 'draft-simple' },
};

function plan(changes: Partial<Resolved>, gpus: readonly number[], draft = 'qwen3-8b') {
  return planMemory(resolvedWith({ ...drafting, gpus: gpus.length, ...changes }), {
    model: headOf('qwen3-32b'),
    draft: headOf(draft),
    ...(gpus.length === 0 ? {} : { gpuBytes: gpus.map((size) => size * gibibyte) }),
  });
}

function planned(...asked: Parameters<typeof plan>) {
  const found = plan(...asked);
  if (found.kind !== 'planned') throw new Error(JSON.stringify(found));
  return found.fit;
}

const used = ({ places }: ReturnType<typeof planned>, place: string) =>
  places.find(({ id }) => id === place)?.usedBytes ?? 0;

test('a draft takes of the GPU its weights, a cache of its own and room to compute', () => {
  const alone = planMemory(resolvedWith({ gpus: 1 }), {
    model: headOf('qwen3-32b'),
    gpuBytes: [48 * gibibyte],
  });
  if (alone.kind !== 'planned') throw new Error(alone.kind);
  const more = used(planned({}, [48]), 'CUDA0') - used(alone.fit, 'CUDA0');
  // 4.4 GiB of weights, 1.125 of 8192 tokens in f16 and at most half a GiB to compute.
  expect(more).toBeGreaterThan(5.5 * gibibyte);
  expect(more).toBeLessThan(6.1 * gibibyte);
});

test('a smaller cache of the model leaves that of the draft as it is', () => {
  const options = { kvCache: { key: 'q8_0', value: 'q8_0' }, flashAttention: true };
  const less = used(planned({}, [48]), 'CUDA0') - used(planned({ options }, [48]), 'CUDA0');
  // Of 2 GiB of the model's conversations 15/32 are saved; flash attention copies a layer of them.
  expect(less).toBeGreaterThan(0.8 * gibibyte);
  expect(less).toBeLessThan(0.95 * gibibyte);
});

test('without GPUs the pod asks for both', () => {
  const { memoryMebibytes = 0 } = planned({}, []);
  expect(memoryMebibytes).toBeGreaterThan((18 + 4.4 + 2 + 1.125) * 1024);
});

test('a draft that has no room beside its model is refused with what it takes', () => {
  const found = plan({ options: { gpuLayers: 99 } }, [24]);
  expect(found).toMatchObject({ kind: 'too large', places: [{ id: 'CUDA0', fits: false }, {}] });
  if (found.kind !== 'too large') throw new Error(found.kind);
  expect(found.places[0]?.lines.map(({ what }) => what)).toContain('draft');
  expect(found.places[0]?.usedBytes).toBeGreaterThan(24 * gibibyte);
  // What may be taken is what the GPU has but what the engine leaves free.
  expect(found.places[0]?.limitBytes).toBe(23 * gibibyte);
});

test('the longest context that fits counts the conversations of the draft', () => {
  const asked = { contextLength: 32_768, options: { gpuLayers: 99 } };
  const found = plan(asked, [28]);
  if (found.kind !== 'too large') throw new Error(found.kind);
  const { largestContext } = found;
  expect(largestContext).toBeGreaterThan(1024);
  expect(plan({ ...asked, contextLength: largestContext }, [28]).kind).toBe('planned');
  expect(plan({ ...asked, contextLength: largestContext + 256 }, [28]).kind).toBe('too large');
});

test('layers of the model make room for a draft, and no GPU is promised more than it has', () => {
  const sizes = fc.array(fc.integer({ min: 6, max: 40 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(sizes, fc.constantFrom(2048, 16_384), (gpus, contextLength) => {
      const found = plan({ contextLength }, gpus);
      if (found.kind !== 'planned') return;
      for (const { usedBytes, limitBytes = Number.POSITIVE_INFINITY } of found.fit.places) {
        expect(usedBytes).toBeLessThanOrEqual(limitBytes);
      }
    }),
    { numRuns: 40 },
  );
});

test.each([
  ['whose header nobody could read', drafting, undefined],
  [
    'of a method with another graph',
    { ...drafting, speculative: { method: 'draft-eagle3' as const } },
    'qwen3-8b',
  ],
  ['that is told to lie elsewhere', { ...drafting, args: ['-ngld', '3'] }, 'qwen3-8b'],
])('of a draft %s nothing is computed', (_, changes, draft) => {
  const found = planMemory(resolvedWith(changes), {
    model: headOf('qwen3-32b'),
    draft: draft === undefined ? undefined : headOf(draft),
  });
  expect(found).toMatchObject({ kind: 'unknown', why: expect.stringMatching(/draft|-ngld/) });
});
