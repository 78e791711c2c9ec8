import { expect, test } from 'vitest';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import type { Place } from '../../../src/core/intent/schema.ts';
import { checkSpec } from '../../../src/core/spec/spec-schema.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { documentOf } from '../../core/document/outcomes.ts';

interface Given {
  readonly llamacpp: object;
  readonly image?: string;
  readonly hardware?: object;
  readonly place?: Place;
}

/** What is said of it; nothing where it is taken. */
function refusalOf({ llamacpp, image, hardware, place }: Given): string {
  const runtime = { kind: 'llamacpp', llamacpp, ...(image && { image }) };
  const model = { id: 'qwen', source: 'https://models.example/m.gguf' };
  try {
    parseIntent({ model, runtime, ...(hardware && { hardware }) }, runtimes, place);
    return '';
  } catch (error) {
    return String(error);
  }
}

const ofGpus: readonly (readonly [string, object])[] = [
  ['gpuLayers', { gpuLayers: 20 }],
  ['moe.cpuLayers', { moe: { cpuLayers: 4 } }],
  ['kvCache.location', { kvCache: { location: 'host' } }],
  ['tensorOverrides', { tensorOverrides: ['a=CPU', 'b=CUDA0'] }],
  ['tensorOverrides', { tensorOverrides: ['a=CPU,b=Vulkan1'] }],
];

test.each(ofGpus)('%s is refused in a pod without GPUs', (field, llamacpp) => {
  for (const hardware of [undefined, { gpus: 0 }]) {
    const told = refusalOf({ llamacpp, ...(hardware && { hardware }) });
    expect(told).toContain(`\`runtime.llamacpp.${field}\` has `);
    expect(told).toContain('without `hardware.gpus` or `hardware.claims`');
  }
});

test.each(ofGpus)('%s is taken where there are GPUs, or may be', (_, llamacpp) => {
  const claims = [{ name: 'gpu', templateName: 'one' }];
  expect(refusalOf({ llamacpp, hardware: { gpus: 1 } })).toBe('');
  expect(refusalOf({ llamacpp, hardware: { vendor: 'nvidia', claims } })).toBe('');
  // Whose nodes show every pod their GPUs has an image of its own for them.
  expect(refusalOf({ llamacpp, image: 'llama-server:cuda' })).toBe('');
  expect(refusalOf({ llamacpp, place: 'host' })).toBe('');
});

test.each([['exps=CPU'], ['exps=CPU_REPACK'], ['CUDA=CPU']])(
  'the override %s is of no GPU',
  (override) => {
    expect(refusalOf({ llamacpp: { tensorOverrides: [override] } })).toBe('');
  },
);

test('a document is told where the field stands, and on a machine nothing is', () => {
  const text = `apiVersion: cli.llmkube.dev/v1beta1
kind: InferenceService
metadata: { name: qwen }
spec:
  model: { source: https://models.example/m.gguf }
  runtime:
    kind: llamacpp
    llamacpp:
      gpuLayers: 20
`;
  const inPod = checkSpec(runtimes, documentOf(text));
  expect(inPod.kind === 'invalid' && inPod.problems).toMatchObject([
    { path: 'spec.runtime.llamacpp.gpuLayers', line: 9, column: 7 },
  ]);
  expect(checkSpec(runtimes, documentOf(text), 'host').kind).toBe('valid');
});

test('a factor is refused where positions are not scaled, and nowhere else', () => {
  expect(refusalOf({ llamacpp: { rope: { type: 'none', factor: 4 } } })).toContain(
    '`runtime.llamacpp.rope.factor` has no effect',
  );
  expect(refusalOf({ llamacpp: { rope: { type: 'linear', factor: 4 } } })).toBe('');
  expect(refusalOf({ llamacpp: { rope: { factor: 4 } } })).toBe('');
});
