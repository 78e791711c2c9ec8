import { expect, test } from 'vitest';
import type { Intent } from '../../../src/core/intent/schema.ts';
import { resolve } from '../../../src/core/resolve/resolve.ts';
import type { Resolved } from '../../../src/core/resolve/resolved.ts';
import { llamacpp } from '../../../src/runtimes/llamacpp/llamacpp.ts';

const images = { cpu: 'of-cpu:1', nvidia: 'of-nvidia:1', amd: 'of-amd:1', intel: 'of-intel:1' };

const intentOf = (): Intent => ({
  model: { id: 'Qwen', source: 'https://models.example/m.gguf' },
  runtime: { kind: 'llamacpp' },
});

test('a release that names no image gets the one of what it computes on, and keeps it', () => {
  const of = (hardware: Intent['hardware'], previous?: Resolved, table = images) =>
    resolve({
      intent: { ...intentOf(), hardware },
      previous,
      source: { bytes: 10 },
      live: {},
      runtime: { ...llamacpp, images: table },
    });
  const plain = of(undefined);
  expect(plain.image).toBe('of-cpu:1');
  expect(of({ gpus: 1 }).image).toBe('of-nvidia:1');
  expect(of({ gpus: 1, vendor: 'amd' }).image).toBe('of-amd:1');
  expect(of({ claims: [{ name: 'g', claimName: 'g' }], vendor: 'intel' }).image).toBe('of-intel:1');
  const newer = { ...images, cpu: 'of-cpu:2', nvidia: 'of-nvidia:2' };
  expect(of(undefined, plain, newer).image).toBe('of-cpu:1');
  expect(of({ gpus: 1 }, plain, newer).image).toBe('of-nvidia:2');
});

test('the one vendor of a profile is taken, and stays whatever another profile has', () => {
  const profileWith = (resource: string) => ({
    ...({
      apiVersion: 'cli.llmkube.dev/v1beta1',
      kind: 'ClusterProfile',
      kubernetes: 'v1',
    } as const),
    devices: [{ resource, nodes: 1, mostPerNode: 1 }],
  });
  const of = (resource: string, hardware: Intent['hardware'], previous?: Resolved) =>
    resolve({
      intent: { ...intentOf(), hardware },
      previous,
      source: { bytes: 10 },
      live: {},
      runtime: { ...llamacpp, images },
      profile: profileWith(resource),
    });
  const amd = of('amd.com/gpu', { gpus: 1 });
  expect(amd).toMatchObject({ vendor: 'amd', image: 'of-amd:1' });
  expect(of('nvidia.com/gpu', { gpus: 1 }, amd)).toMatchObject({
    vendor: 'amd',
    image: 'of-amd:1',
  });
  expect(of('amd.com/gpu', { gpus: 1, vendor: 'nvidia' }).vendor).toBe('nvidia');
  expect(of('amd.com/gpu', { gpus: 1, resourceName: 'a.b/c' }).vendor).toBeUndefined();
  expect(of('amd.com/gpu', {}).vendor).toBeUndefined();
});

test('an image that is not said any more is not kept', () => {
  const runtime = { kind: 'llamacpp', image: 'llama-server:1' };
  const common = { source: { bytes: 10 }, live: {}, runtime: { ...llamacpp, images } };
  const said = { ...intentOf(), runtime };
  const previous = resolve({ intent: said, previous: undefined, ...common });
  expect(previous.image).toBe('llama-server:1');
  const resolved = resolve({ intent: intentOf(), previous, before: { runtime }, ...common });
  expect(resolved.image).toBe('of-cpu:1');
});
