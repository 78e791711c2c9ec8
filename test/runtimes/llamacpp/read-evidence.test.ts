import fc from 'fast-check';
import { expect, test } from 'vitest';
import { engineMemory } from '../../../src/core/engine/engine-memory.ts';
import { readEvidence } from '../../../src/runtimes/llamacpp/memory/read-evidence.ts';
import { resolvedWith } from '../../support/resolved.ts';

const mebibyte = 1024 ** 2;

/** What llama-server 0.7.0 wrote of a model of 135 M parameters, on a machine without a GPU. */
const withoutGpu = `0.00.320.585 I load_tensors: offloading output layer to GPU
0.00.322.001 I load_tensors: offloading 29 repeating layers to GPU
0.00.322.013 I load_tensors: offloaded 31/31 layers to GPU
0.00.322.031 I load_tensors:          AMX model buffer size =    95.34 MiB
0.00.322.040 I load_tensors:   CPU_Mapped model buffer size =    28.69 MiB
0.00.322.047 I load_tensors:   CPU_Mapped model buffer size =     0.00 MiB
0.00.699.527 I llama_context:        CPU  output buffer size =     0.75 MiB
0.00.700.359 I llama_kv_cache:        CPU KV buffer size =    45.00 MiB
0.00.785.908 I sched_reserve:        CPU compute buffer size =    16.64 MiB
`;

/** The same lines, of the devices that the engine would name: not seen on a GPU. */
const onGpu = (layers: number) => `I load_tensors: offloaded ${layers}/31 layers to GPU
I load_tensors:        CUDA0 model buffer size =    90.00 MiB
I load_tensors:   CPU_Mapped model buffer size =    28.69 MiB
I llama_kv_cache_iswa: creating non-SWA KV cache
I llama_kv_cache:      CUDA0 KV buffer size =    40.00 MiB
I llama_kv_cache:      CUDA0 KV buffer size =     5.00 MiB
I llama_context:  CUDA_Host  output buffer size =     0.75 MiB
I sched_reserve:      CUDA0 compute buffer size =    50.00 MiB
I sched_reserve:      CUDA0 compute buffer size =    60.00 MiB
I sched_reserve:  CUDA_Host compute buffer size =     5.00 MiB
`;

/**
 * What llama-server 0.7.0 wrote of the same model on an emulated GPU of ggml-RPC, with itself as a
 * draft that `--spec-draft-ngl 0` kept on the processor.
 */
const withDraft = `0.00.735.607 I load_tensors: offloaded 31/31 layers to GPU
0.00.735.623 I load_tensors:   CPU_Mapped model buffer size =    28.69 MiB
0.00.735.629 I load_tensors: RPC0[127.0.0.1:41963] model buffer size =    92.17 MiB
0.00.901.172 I llama_context:        CPU  output buffer size =     0.75 MiB
0.00.901.545 I llama_kv_cache: RPC0[127.0.0.1:41963] KV buffer size =    22.50 MiB
0.00.907.659 I sched_reserve: RPC0[127.0.0.1:41963] compute buffer size =    14.51 MiB
0.00.907.659 I sched_reserve:        CPU compute buffer size =     5.52 MiB
0.00.907.812 I common_speculative_init_result: loading draft model '/models/draft.gguf'
0.00.997.181 I load_tensors: offloaded 0/31 layers to GPU
0.00.997.211 I load_tensors:   CPU_Mapped model buffer size =    92.10 MiB
0.00.998.818 I llama_context:        CPU  output buffer size =     0.75 MiB
0.00.998.905 I llama_kv_cache:        CPU KV buffer size =    22.50 MiB
0.01.013.332 I sched_reserve:        CPU compute buffer size =    15.64 MiB
`;

const memoryWith = (log: string, changes: Parameters<typeof resolvedWith>[0]) =>
  engineMemory(resolvedWith(changes), readEvidence(log));

const fit = {
  options: {},
  gpuLayers: 31,
  layers: 31,
  places: [
    { id: 'CUDA0', usedBytes: 200 * mebibyte, toldBytes: 195 * mebibyte },
    { id: 'host', usedBytes: 50 * mebibyte, toldBytes: 35 * mebibyte },
  ],
};

test('buffers are added up by device, and those that are made anew count once', () => {
  const found = readEvidence(onGpu(31));
  expect(found).toMatchObject({ gpuLayers: 31, layers: 31 });
  expect([...(found?.places ?? [])]).toEqual([
    ['CUDA0', 195 * mebibyte],
    ['host', Math.round(28.69 * mebibyte) + Math.round(0.75 * mebibyte) + 5 * mebibyte],
  ]);
});

test('layers are those of the model, and buffers those of its draft as well', () => {
  const found = readEvidence(withDraft);
  expect(found).toMatchObject({ gpuLayers: 31, layers: 31 });
  const onHost = 28.69 + 0.75 + 5.52 + (92.1 + 0.75 + 22.5 + 15.64);
  const onDevice = 92.17 + 22.5 + 14.51;
  expect((found?.places.get('host') ?? 0) / mebibyte).toBeCloseTo(onHost, 4);
  expect((found?.places.get('RPC0') ?? 0) / mebibyte).toBeCloseTo(onDevice, 4);
  // Whoever keeps a draft on the processor has not lost a GPU.
  expect(memoryWith(withDraft, { gpus: 1 }).verdict).toBe('as planned');
});

test('what a model file says of itself is no evidence', () => {
  const said = (text: string) =>
    `I llama_model_loader: - kv   1:  general.name str  = load_tensors: ${text}`;
  const forged = [
    said('offloaded 31/31 layers to GPU'),
    said('CUDA0 model buffer size = 95.00 MiB'),
  ].join('\n');
  expect(readEvidence(forged)).toBeUndefined();
  const found = readEvidence(`${forged}\n${withoutGpu}`);
  expect([...(found?.places.keys() ?? [])]).toEqual(['host']);
});

test.each([
  ['CUDA0_Split', 'CUDA0'],
  ['ROCm1', 'ROCm1'],
  ['Vulkan0', 'Vulkan0'],
  ['SYCL0', 'SYCL0'],
  ['MTL0_Mapped', 'MTL0'],
  ['RPC0[127.0.0.1:5000]', 'RPC0'],
  ['CPU', 'host'],
  ['CPU_REPACK', 'host'],
  ['ROCm_Host', 'host'],
  ['AMX', 'host'],
  ['BLAS', 'host'],
])('%s is of %s', (buffer, place) => {
  const found = readEvidence(`load_tensors: ${buffer} model buffer size = 1.00 MiB`);
  expect([...(found?.places.keys() ?? [])]).toEqual([place]);
});

test('an engine that claims layers on GPUs and has no buffer there is on the processor', () => {
  const memory = memoryWith(withoutGpu, { gpus: 1, fit });
  expect(memory).toMatchObject({
    planned: { gpuLayers: 31, layers: 31 },
    real: { gpuLayers: 0, layers: 31 },
    verdict: 'on the processor',
    message: '0 of 31 layers on a GPU: 31 were planned',
  });
  expect(memoryWith(withoutGpu, { gpus: 1 })).toMatchObject({
    verdict: 'on the processor',
    message: '0 of 31 layers on a GPU',
  });
});

test('fewer layers than planned are told, and as many or more are as planned', () => {
  expect(memoryWith(onGpu(20), { gpus: 1, fit })).toMatchObject({
    verdict: 'fewer layers',
    message: '20 of 31 layers on a GPU: 31 were planned',
  });
  const some = { ...fit, gpuLayers: 20 };
  expect(memoryWith(onGpu(31), { gpus: 1, fit: some }).verdict).toBe('as planned');
  const { verdict, places } = memoryWith(onGpu(31), { gpus: 1, fit });
  expect(verdict).toBe('as planned');
  expect(places).toEqual([
    { id: 'CUDA0', plannedBytes: 195 * mebibyte, realBytes: 195 * mebibyte },
    { id: 'host', plannedBytes: 35 * mebibyte, realBytes: expect.any(Number) },
  ]);
});

test.each([
  ['no GPU', { gpus: 0 }],
  ['no layer on it by a plan', { gpus: 1, fit: { ...fit, gpuLayers: 0 } }],
])('a release that asks for %s is as planned on the processor', (_, changes) => {
  expect(memoryWith(withoutGpu, changes).verdict).toBe('as planned');
});

test('a log whose beginning is gone leaves it unknown', () => {
  expect(readEvidence('I srv  update_slots: all slots are idle\n')).toBeUndefined();
  const anew = 'sched_reserve: CPU compute buffer size = 5.00 MiB';
  expect(readEvidence(anew)).toBeUndefined();
  const unknown = engineMemory(resolvedWith({ gpus: 1, fit }), undefined);
  expect(unknown).toMatchObject({ verdict: 'unknown', planned: { gpuLayers: 31 } });
  expect(unknown).not.toHaveProperty('real');
});

test('no text makes the reader fail or take long', () => {
  const pieces = fc.constantFrom(
    ...['offloaded ', '9'.repeat(30), '/', ' layers to GPU', '\n', ' model', ' buffer size = '],
    ...['1.00 MiB', 'CUDA', '0', ' ', '__proto__', '\0', '\u{1F600}'],
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 200 }), (parts) => {
      const found = readEvidence(parts.join(''));
      for (const bytes of found?.places.values() ?? []) expect(Number.isFinite(bytes)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

// Quadratic in a line these took 1.1 s each, linear ones some ms.
test.each([
  ['of blanks', ' '],
  ['of one word', 'a'],
  ['of one word after a function', ': a'],
  ['of colons', ': '],
  ['of halves of what is looked for', 'CPU model buffer size = '],
])('lines %s do not keep it busy', (_, part) => {
  const line = `load_tensors${part.repeat(900).slice(0, 980)}\n`;
  const start = performance.now();
  readEvidence(line.repeat(2000));
  readEvidence(part.repeat(mebibyte));
  expect(performance.now() - start).toBeLessThan(500);
});
