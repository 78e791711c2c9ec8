import { expect, test } from 'vitest';
import type { ReadHeader } from '../../src/actions/ports.ts';
import { render } from '../../src/actions/render.ts';
import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import { createPorts, type TestPorts } from '../support/action-ports.ts';
import { deployWith, headerReader, resolvedIn, warningsOf } from '../support/deploy-of-shape.ts';
import { inputOf } from '../support/deployed-release.ts';
import { rejectionOf } from '../support/error-of.ts';
import { createMemoryTarget } from '../support/memory-target.ts';

const serverOf = ({ target }: TestPorts) => {
  const { spec } = Object(target.objects.get('Deployment/qwen'));
  return Object(spec.template.spec.containers[0]);
};

const withGpu: PartialIntent = { hardware: { gpus: 1, gpuMemory: '24Gi' } };

test('what a model takes is told, fixed in the record, and asked for by the pod', async () => {
  const ports = createPorts({ readHeader: headerReader('qwen3-8b').readHeader });
  await deployWith(withGpu, ports);
  const { fit } = resolvedIn(ports);
  expect(fit).toMatchObject({ gpuLayers: 37, layers: 37 });
  const memory = `${fit?.memoryMebibytes}Mi`;
  const { resources, args } = serverOf(ports);
  expect(resources.requests).toMatchObject({ memory, 'nvidia.com/gpu': '1' });
  expect(resources.limits).toMatchObject({ memory });
  expect(args.join(' ')).toContain('--cache-ram 1152');
  expect(ports.events).toContainEqual({
    type: 'memoryPlanned',
    places: [
      { id: 'CUDA0', neededBytes: expect.any(Number), limitBytes: 23 * 1024 ** 3 },
      { id: 'host', neededBytes: expect.any(Number) },
    ],
    because: expect.any(Array),
  });
});

test('what was fixed stays, without another look at the header, until what it follows from changes', async () => {
  const { read, readHeader } = headerReader('qwen3-8b');
  const target = createMemoryTarget();
  await deployWith(withGpu, createPorts({ target, readHeader }));
  const first = resolvedIn(createPorts({ target }));
  const again = createPorts({ target, readHeader });
  await deployWith({ ...withGpu, scale: { replicas: 2 } }, again);
  expect(read.times).toBe(1);
  expect(resolvedIn(again).fit).toEqual(first.fit);
  expect(again.events.filter(({ type }) => type === 'memoryPlanned')).toEqual([]);
  await deployWith({ serving: { contextLength: 16_384 } }, createPorts({ target, readHeader }));
  expect(read.times).toBe(2);
  const longer = resolvedIn(createPorts({ target })).fit?.places[0]?.usedBytes;
  expect(longer).toBeGreaterThan(Number(first.fit?.places[0]?.usedBytes) + 1024 ** 3);
});

test('a release of a version that computed nothing stays as it is', async () => {
  const target = createMemoryTarget();
  const unread: ReadHeader = async () => ({ kind: 'unreachable', fact: 'nobody looks' });
  await deployWith({}, createPorts({ target, readHeader: unread }));
  const before = structuredClone(target.objects.get('Deployment/qwen'));
  const ports = createPorts({ target });
  await deployWith({}, ports);
  expect(resolvedIn(ports).fit).toBeUndefined();
  expect(target.objects.get('Deployment/qwen')).toEqual(before);
});

test('what does not fit is refused before anything is written, with the sum and what would fit', async () => {
  const { readHeader } = headerReader('qwen3-8b');
  const ports = createPorts({ readHeader });
  const given = { resources: { memory: '6Gi' }, serving: { contextLength: 32_768 } };
  const error = await rejectionOf(deployWith(given, ports));
  expect(error.code).toBe('MODEL_TOO_LARGE');
  expect(error.message).toMatch(
    /^Cannot deploy `qwen`: it does not fit: host needs 7\.\d GiB \(weights 1\.6 GiB \+ repacked 3\.1 GiB \+ kv .*\) and has 5\.9 GiB$/,
  );
  expect(ports.target.records.size + ports.target.objects.size).toBe(0);
  const [shorter = '', fit, unchecked] = error.suggestions;
  expect(fit).toBe('llmkube fit https://models.example/m.gguf --gpu-memory <sizes>');
  expect(unchecked).toBe('the same command with --no-memory-check');
  const [, length] = /^the same command with --context-length (\d+)$/.exec(shorter) ?? [];
  expect(error.facts.largestContext).toBe(Number(length));
  await deployWith({ ...given, serving: { contextLength: Number(length) } }, ports);
  expect(ports.target.records.size).toBe(1);
});

test('without the check nothing is read and nothing is asked for, and that is said', async () => {
  const { read, readHeader } = headerReader('qwen3-8b');
  const ports = createPorts({ readHeader });
  await deployWith({ hardware: { gpus: 1, gpuMemory: '2Gi', memoryCheck: 'off' } }, ports);
  expect(read.times).toBe(0);
  expect(warningsOf(ports)).toEqual([
    'whether it fits into memory is not checked, and memory is asked for as it was said',
  ]);
  expect(serverOf(ports).resources.requests).toEqual({ 'nvidia.com/gpu': '1' });
});

test('a header that cannot be read stops nobody, and is told', async () => {
  const fact = 'it is an HTML page';
  const ports = createPorts({ readHeader: async () => ({ kind: 'unreachable', fact }) });
  await deployWith({}, ports);
  expect(warningsOf(ports)).toEqual([expect.stringContaining(`its memory is not computed: `)]);
  expect(warningsOf(ports).join()).toContain(fact);
  expect(ports.target.records.size).toBe(1);
});

test('GPUs of unknown memory get the model, and nobody claims that it fits', async () => {
  const ports = createPorts({ readHeader: headerReader('qwen3-235b-a22b').readHeader });
  await deployWith({ hardware: { gpus: 2 } }, ports);
  expect(warningsOf(ports)).toEqual([expect.stringContaining('say --gpu-memory')]);
  expect(resolvedIn(ports).fit).toMatchObject({ gpuLayers: 95, layers: 95 });
});

test('a part of a GPU says by its name how large it is', async () => {
  const ports = createPorts({ readHeader: headerReader('qwen3-32b').readHeader });
  const error = await rejectionOf(
    deployWith({ hardware: { gpus: 1, mig: '1g.10gb' }, resources: { memory: '4Gi' } }, ports),
  );
  expect(error.code).toBe('MODEL_TOO_LARGE');
});

test('a model gets no more tokens than it was trained with, unless they are asked for', async () => {
  const ports = createPorts({ readHeader: headerReader('tiny-llama').readHeader });
  await deployWith({}, ports);
  expect(resolvedIn(ports).contextLength).toBe(4096);
  const asked = createPorts({ readHeader: headerReader('tiny-llama').readHeader });
  await deployWith({ serving: { contextLength: 8192 } }, asked);
  expect(resolvedIn(asked).contextLength).toBe(8192);
  expect(warningsOf(asked).join()).toContain('4096');
});

test('an interruption while the header is read changes nothing', async () => {
  const stop = new AbortController();
  const readHeader: ReadHeader = async (_, signal) => {
    stop.abort('SIGINT');
    return { kind: 'unreachable', fact: `the signal is ${signal.aborted}` };
  };
  const ports = createPorts({ readHeader, signal: stop.signal });
  expect((await rejectionOf(deployWith({}, ports))).code).toBe('INTERRUPTED');
  expect(ports.target.records.size).toBe(0);
});

test('what is rendered asks for the same memory', async () => {
  const { readHeader } = headerReader('qwen3-8b');
  const ports = createPorts({ readHeader });
  await deployWith(withGpu, ports);
  const { given, ...release } = inputOf('engine:1');
  const asked = { ...release, given: { ...given, ...withGpu } };
  const manifests = await render(
    { releases: [asked], namespace: undefined },
    createPorts({ readHeader }),
  );
  const { spec } = Object(manifests.find(({ kind }) => kind === 'Deployment'));
  expect(spec.template.spec.containers[0].resources).toEqual(serverOf(ports).resources);
});
