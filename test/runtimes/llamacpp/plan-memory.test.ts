import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeIntent, type PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import type { Resolved } from '../../../src/core/resolve/resolved.ts';
import { llamacpp } from '../../../src/runtimes/llamacpp/llamacpp.ts';
import { planMemory } from '../../../src/runtimes/llamacpp/memory/plan-memory.ts';
import { modelOfShape } from '../../support/fit/model-of-shape.ts';
import { resolvedWith } from '../../support/resolved.ts';

const gibibyte = 1024 ** 3;

function plan(shape: string, changes: Partial<Resolved>, ...gpus: readonly number[]) {
  const resolved = resolvedWith({ gpus: gpus.length, ...changes });
  const gpuBytes = gpus.length === 0 ? undefined : gpus.map((size) => size * gibibyte);
  return planMemory(resolved, { model: { form: 'gguf', gguf: modelOfShape(shape) }, gpuBytes });
}

function planned(shape: string, changes: Partial<Resolved>, ...gpus: readonly number[]) {
  const found = plan(shape, changes, ...gpus);
  if (found.kind !== 'planned') throw new Error(JSON.stringify(found));
  return found;
}

const argsOf = (resolved: Resolved) => llamacpp.args(resolved, { weights: '/m.gguf' });

test('a model that fits a GPU lies there whole, and the pod asks for what is left on the host', () => {
  const { fit } = planned('qwen3-8b', {}, 24);
  expect(fit).toMatchObject({ gpuLayers: 37, layers: 37 });
  // As many past conversations as there are at a time: 8192 tokens of 36 layers in f16.
  expect(fit.options).toEqual({ promptCache: '1152Mi' });
  expect(fit.places.map(({ id }) => id)).toEqual(['CUDA0', 'host']);
  // 334 MiB of embeddings, 1152 of past conversations, 1024 of program and driver, and little more.
  expect(fit.memoryMebibytes).toBeGreaterThan(2500);
  expect(fit.memoryMebibytes).toBeLessThan(3000);
});

test('without GPUs the pod asks for the weights, the conversations and the past ones', () => {
  const { fit } = planned('qwen3-8b', {});
  const [host] = fit.places;
  expect(fit.gpuLayers).toBe(0);
  expect(host?.usedBytes).toBeGreaterThan(5.5 * gibibyte);
  const asked = (fit.memoryMebibytes ?? 0) / 1024;
  expect(asked).toBeGreaterThan(Number(host?.usedBytes) / gibibyte + 1.125 + 0.25);
  expect(asked).toBeLessThan(Number(host?.usedBytes) / gibibyte + 1.125 + 0.5);
});

test('what somebody has said of memory is no number of ours', () => {
  const { fit } = planned('qwen3-8b', { memory: '12Gi' });
  expect(fit.memoryMebibytes).toBeUndefined();
  expect(fit.places).toMatchObject([{ id: 'host', limitBytes: 12 * gibibyte - 64 * 1024 ** 2 }]);
  // All that is left of it but the room that past conversations can grow into by themselves.
  expect(fit.options).toEqual({ promptCache: expect.stringMatching(/^\d{4}Mi$/) });
});

test('experts that have no room stay with the processor, as a field of the block says', () => {
  const { fit, because } = planned('qwen3-30b-a3b', {}, 12);
  expect(fit.gpuLayers).toBe(fit.layers);
  expect(fit.options).toMatchObject({ moe: { cpuLayers: expect.any(Number) } });
  expect(because.join()).toContain('experts');
  const args = argsOf(resolvedWith({ gpus: 1, fit })).join(' ');
  expect(args).toMatch(/--n-gpu-layers 999 .*--n-cpu-moe \d+/);
  expect(args).toMatch(/--cache-ram \d+/);
});

test('a smaller cache of conversations comes with what the engine needs for it', () => {
  const long = { contextLength: 40_960 };
  const { fit } = planned('qwen3-8b', long, 11);
  expect(fit.options).toMatchObject({ kvCache: { key: 'q8_0', value: 'q8_0' } });
  expect(argsOf(resolvedWith({ gpus: 1, fit, ...long })).join(' ')).toContain(
    '--flash-attn on --cache-type-k q8_0 --cache-type-v q8_0',
  );
});

test('GPUs of unequal size get unequal shares', () => {
  const { fit } = planned('llama-3.3-70b', {}, 32, 24);
  const [large = 0, small = 0] = fit.split?.ratio ?? [];
  expect(large).toBeGreaterThan(small);
  expect(large + small).toBe(81);
  expect(argsOf(resolvedWith({ gpus: 2, fit })).join(' ')).toContain(
    `--tensor-split ${large},${small}`,
  );
});

test('where one of the GPUs is enough the others get nothing', () => {
  const { fit } = planned('qwen3-8b', {}, 4, 24);
  expect(fit.split).toEqual({ mode: 'none', mainGpu: 1 });
  expect(argsOf(resolvedWith({ gpus: 2, fit })).join(' ')).toContain(
    '--split-mode none --main-gpu 1',
  );
});

test('GPUs that nobody knows the memory of take all layers, and nothing is refused', () => {
  const found = planMemory(resolvedWith({ gpus: 2 }), {
    model: { form: 'gguf', gguf: modelOfShape('qwen3-235b-a22b') },
  });
  expect(found).toMatchObject({
    kind: 'planned',
    fit: { gpuLayers: 95, layers: 95, options: { promptCache: expect.any(String) } },
  });
  const { fit } = found as Extract<typeof found, { kind: 'planned' }>;
  expect(fit.split).toBeUndefined();
  expect(fit.places.map(({ limitBytes }) => limitBytes)).toEqual([undefined, undefined, undefined]);
});

test('a model that is too large says what it lacks and how long a context would fit', () => {
  const found = plan('qwen3-8b', { memory: '6Gi', contextLength: 32_768 });
  expect(found).toMatchObject({ kind: 'too large', places: [{ id: 'host', fits: false }] });
  const { largestContext } = found as Extract<typeof found, { kind: 'too large' }>;
  expect(largestContext).toBeGreaterThan(1024);
  const shorter = { memory: '6Gi', contextLength: largestContext };
  expect(plan('qwen3-8b', shorter)).toMatchObject({ kind: 'planned' });
  // Past it not even a smaller batch and a smaller cache of conversations help.
  expect(plan('qwen3-8b', { ...shorter, contextLength: largestContext + 256 })).toMatchObject({
    kind: 'too large',
  });
});

test('a placement that somebody has said is kept, and refused where it does not fit', () => {
  const half = { options: { gpuLayers: 20 } };
  const { fit } = planned('qwen3-8b', half, 8);
  expect(fit).toMatchObject({ gpuLayers: 20, layers: 37 });
  expect(fit.options).not.toHaveProperty('gpuLayers');
  expect(plan('qwen3-8b', { options: { gpuLayers: 99 } }, 6)).toMatchObject({ kind: 'too large' });
});

test('vectors have no past conversations', () => {
  const { fit } = planned('qwen3-8b', { mode: 'embedding' });
  expect(fit.options).toEqual({});
});

test('projectors and adapters take what their files do of the first GPU, or of the host', () => {
  const at = { ...resolvedWith().model, bytes: gibibyte } as Extract<
    Resolved['model'],
    { kind: 'download' }
  >;
  const files = [{ role: 'projector', at }] as const;
  const alone = planned('qwen3-8b', {}, 24).fit.places;
  const { fit, warnings } = planned('qwen3-8b', { files: [...files] }, 24);
  const both = fit.places;
  // What they compute with is not known, and a limit without it would end the engine.
  expect(fit.memoryMebibytes).toBeUndefined();
  expect(warnings.join()).toContain('say --memory');
  expect(Number(both[0]?.usedBytes) - Number(alone[0]?.usedBytes)).toBe(gibibyte);
  expect(plan('qwen3-8b', { files: [...files] }, 7)).not.toMatchObject({
    fit: { gpuLayers: 37, options: { promptCache: expect.any(String) }, places: alone },
  });
});

test.each<[string, Partial<Resolved>]>([
  ['a router', { options: { router: {} } }],
  ['devices that are claimed', { claims: [{ name: 'gpu', templateName: 'one' }] }],
  ['tensors that are put elsewhere', { options: { tensorOverrides: ['a=CPU'] } }],
  ['a header that is told otherwise', { options: { metadataOverrides: ['a=int:1'] } }],
  ['a cache of an unknown type', { options: { kvCache: { key: 'q2_9' } } }],
  [
    'a file beside it of unknown size',
    {
      files: [
        { role: 'adapter', at: { kind: 'claim', source: 'pvc://a/a', claim: 'a', file: 'a' } },
      ],
    },
  ],
  ['layers for drafting', { speculative: { method: 'draft-mtp' } }],
  ['a field by its argument', { args: ['-ctk', 'q8_0'] }],
  ['an argument that no field is for', { args: ['--swa-full'] }],
  ['a number of guesses that no field says', { args: ['--spec-ngram-mod-n-max', '9'] }],
  ['an argument with a value in it', { args: ['--main-gpu=1'] }],
])('%s is not computed, and the reason names no value', (_, changes) => {
  const found = plan('qwen3-8b', changes);
  expect(found).toMatchObject({ kind: 'unknown', why: expect.stringMatching(/\w/) });
  expect(JSON.stringify(found)).not.toContain('=1');
});

test('arguments that take no memory are no obstacle', () => {
  expect(plan('qwen3-8b', { args: ['--threads', '4', '--no-webui'] })).toMatchObject({
    kind: 'planned',
  });
});

const shapes = ['qwen3-8b', 'qwen3-32b', 'qwen3-30b-a3b', 'gpt-oss-20b'];

test('what a plan decides is the same plan once somebody has said it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...shapes),
      fc.array(fc.integer({ min: 6, max: 32 }), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 64 }),
      (shape, gpus, kilo) => {
        const changes = { contextLength: kilo * 1024 };
        const first = plan(shape, changes, ...gpus);
        if (first.kind !== 'planned') return;
        const { options = {}, split, places, gpuLayers } = first.fit;
        // Patterns of tensors are not read again.
        if (options.tensorOverrides !== undefined || Number(split?.mainGpu) > 0) return;
        const said = mergeIntent({ gpuLayers: 999 }, options as PartialIntent);
        const again = plan(
          shape,
          {
            ...changes,
            options: said,
            ...(split === undefined ? {} : { split }),
          },
          ...gpus,
        );
        expect(again).toMatchObject({ kind: 'planned', fit: { gpuLayers, places } });
      },
    ),
    { numRuns: 60 },
  );
});
