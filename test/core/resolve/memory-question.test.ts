import { expect, test } from 'vitest';
import { takesSameMemory } from '../../../src/core/resolve/memory-question.ts';
import type { Resolved } from '../../../src/core/resolve/resolved.ts';
import { optionAt } from '../../../src/runtimes/engine-field.ts';
import { resolvedWith } from '../../support/resolved.ts';

const { model } = resolvedWith();
const adapter = { role: 'adapter', at: { ...model, source: 'https://a.example/a.gguf' } };

const changes: readonly Partial<Resolved>[] = [
  { place: 'host' },
  { runtime: 'vllm' },
  { contextLength: 4096 },
  { concurrency: 2 },
  { mode: 'embedding' },
  { speculative: { method: 'ngram-mod', tokens: 4 } },
  { gpus: 1 },
  { vendor: 'amd' },
  { backend: 'vulkan' },
  { gpuResource: 'nvidia.com/mig-1g.10gb' },
  { gpuMemory: '24Gi' },
  { claims: [{ name: 'gpu', templateName: 'one' }] },
  { split: { mode: 'row' } },
  { options: { gpuLayers: 20 } },
  { args: ['--swa-full'] },
  { memory: '8Gi' },
  { memoryCheck: 'off' },
  { model: { ...model, source: 'https://models.example/other.gguf' } as Resolved['model'] },
  { model: { ...model, bytes: 2000 } as Resolved['model'] },
  { files: [adapter] as Resolved['files'] },
];

test.each(changes)('another memory follows from %j', (change) => {
  expect(takesSameMemory(resolvedWith(), resolvedWith(change))).toBe(false);
});

test.each([
  { nodeSelector: { pool: 'large' } },
  { affinity: { nodeAffinity: {} } },
  { tolerations: [{ key: 'team', operator: 'Exists' }] },
] as Resolved['pod'][])('other nodes by %j may have other GPUs, unless those are said', (pod) => {
  const one = resolvedWith({ gpus: 1 });
  expect(takesSameMemory(one, { ...one, ...{ pod } } as Resolved)).toBe(false);
  const said = resolvedWith({ gpus: 1, gpuMemory: '24Gi' });
  expect(takesSameMemory(said, { ...said, ...{ pod } } as Resolved)).toBe(true);
  expect(takesSameMemory(resolvedWith(), { ...resolvedWith(), ...{ pod } } as Resolved)).toBe(true);
});

test('of an engine that tells which of its settings matter, those count', () => {
  const settingsOf = ({ options }: Resolved) => optionAt(options ?? {}, 'share') ?? null;
  const one = resolvedWith({ options: { share: 1 } });
  const same = { ...one, options: { share: 1, parser: 'a' }, args: ['--x'], concurrency: 9 };
  expect(takesSameMemory(one, same, settingsOf)).toBe(true);
  expect(takesSameMemory(one, same)).toBe(false);
  expect(takesSameMemory(one, { ...one, options: { share: 2 } }, settingsOf)).toBe(false);
  expect(takesSameMemory(one, { ...one, gpuMemory: '8Gi' }, settingsOf)).toBe(false);
});

test.each<Partial<Resolved>>([
  { replicas: 3 },
  { image: 'llama-server:2' },
  { env: { A: '1' } },
  { cpu: '4' },
  { fit: { options: {}, gpuLayers: 0, layers: 1, places: [] } },
])('the same memory is taken with %j', (change) => {
  expect(takesSameMemory(resolvedWith(), resolvedWith(change))).toBe(true);
});
