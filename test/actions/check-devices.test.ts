import { expect, test } from 'vitest';
import { proveStage } from '../../src/actions/prove-stage.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import { labelKeys } from '../../src/core/marks.ts';
import type { Resolved } from '../../src/core/resolve/resolved.ts';
import type { LogRequest } from '../../src/core/target.ts';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';
import { createPorts } from '../support/action-ports.ts';
import { rejectionOf } from '../support/error-of.ts';
import { createMemoryTarget } from '../support/memory-target.ts';
import { resolvedWith } from '../support/resolved.ts';

interface PodFacts {
  readonly isReady?: boolean;
  readonly template?: string;
  readonly minute?: number;
  readonly component?: string;
}

function pod(
  name: string,
  { isReady = true, template = 'b', minute = 1, component = 'server' }: PodFacts = {},
): Manifest {
  const { release, component: ofComponent } = labelKeys;
  const labels = { [release]: 'qwen', [ofComponent]: component, 'pod-template-hash': template };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels, creationTimestamp: `2026-01-01T00:0${minute}:00Z` },
    status: { conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }] },
  };
}

const onProcessor = `load_tensors: offloaded 31/31 layers to GPU
load_tensors: CPU_Mapped model buffer size = 95.00 MiB`;
const onGpu = (layers: number) => `load_tensors: offloaded ${layers}/31 layers to GPU
load_tensors: CUDA0 model buffer size = 95.00 MiB`;

const fit = { options: {}, gpuLayers: 31, layers: 31, places: [] };

/** The last stage of a release whose engine has written that. */
function staged(log: string | LlmkubeError, changes: Partial<Resolved>, allowCpu = false) {
  return stagedWith([pod('qwen-0', { isReady: false }), pod('qwen-1')], {
    logOf: () => log,
    changes,
    allowCpu,
  });
}

interface Staging {
  readonly logOf: (pod: string) => string | LlmkubeError;
  readonly changes: Partial<Resolved>;
  readonly allowCpu?: boolean;
}

/** The same with those pods. */
function stagedWith(pods: readonly Manifest[], { logOf, changes, allowCpu = false }: Staging) {
  const memory = createMemoryTarget();
  for (const each of pods) {
    memory.objects.set(`Pod/${each.metadata.name}`, each);
  }
  const asked: LogRequest[] = [];
  const logs = async (request: LogRequest) => {
    asked.push(request);
    const log = logOf(request.pod);
    if (log instanceof LlmkubeError) throw log;
    return log;
  };
  const token = JSON.stringify({ model: 'Qwen', usage: { completion_tokens: 1 } });
  const ask = async () => ({ kind: 'answered', status: 200, body: token }) as const;
  const ports = createPorts({ target: { ...memory, logs, ask } });
  const served = { model: 'Qwen', mode: 'chat' } as const;
  const proving = { release: 'qwen', served, pods: 1, requireProof: false, allowCpu };
  const done = proveStage({ ...proving, resolved: resolvedWith(changes) }, ports);
  return { ports, asked, done };
}

const warnings = ({ events }: ReturnType<typeof createPorts>) =>
  events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));

test.each([
  ['with a plan', { gpus: 1, fit }, '0 of 31 layers on a GPU: 31 were planned'],
  ['without a plan', { gpus: 2 }, '0 of 31 layers on a GPU'],
  ['with words for all layers', { gpus: 1, args: ['-ngl', '99'] }, '0 of 31 layers on a GPU'],
  ['with a device', { gpus: 1, args: ['--device=CUDA0'] }, '0 of 31 layers on a GPU'],
])('an engine that computes on the processor is no success, %s', async (_, changes, fact) => {
  const { done, asked } = staged(onProcessor, changes);
  const error = await rejectionOf(done);
  expect(error.code).toBe('DEVICE_FALLBACK');
  expect(error.message).toBe(
    `Cannot use the GPUs of release \`qwen\`: it is ready, and has ${fact}`,
  );
  expect(error.suggestions.at(-1)).toBe('the same command with --allow-cpu');
  // Of a pod that is ready, from the beginning of what it wrote.
  expect(asked).toEqual([{ pod: 'qwen-1', container: 'server' }]);
});

test('fewer layers than planned are no success either', async () => {
  const error = await rejectionOf(staged(onGpu(20), { gpus: 1, fit }).done);
  expect(error).toMatchObject({ code: 'DEVICE_FALLBACK', facts: { verdict: 'fewer layers' } });
});

test('whoever allows the processor is told, and gets a token', async () => {
  const { done, ports } = staged(onProcessor, { gpus: 1, fit }, true);
  expect(await done).toMatchObject({ state: 'proven' });
  expect(warnings(ports)).toEqual(['0 of 31 layers on a GPU: 31 were planned']);
});

test('all layers on the GPU are proven without a word', async () => {
  const { done, ports } = staged(onGpu(31), { gpus: 1, fit });
  expect(await done).toMatchObject({ state: 'proven' });
  expect(warnings(ports)).toEqual([]);
});

test.each([
  ['has no GPUs', { gpus: 0, fit }],
  ['keeps all layers on the processor', { gpus: 1, options: { gpuLayers: 0 } }],
  ['keeps them there by an argument', { gpus: 1, args: ['-ngl', '0'] }],
  ['keeps them there by one word', { gpus: 1, args: ['--n_gpu_layers=0'] }],
  ['takes no device', { gpus: 1, args: ['--device', 'none'] }],
])('nobody reads the log of a release that %s', async (_, changes) => {
  const { done, asked } = staged(onProcessor, changes);
  expect(await done).toMatchObject({ state: 'proven' });
  expect(asked).toEqual([]);
});

test.each([
  ['may not be read', new LlmkubeError('FORBIDDEN', 'user `a` may not read logs')],
  ['cannot be had from its node', new LlmkubeError('CLUSTER_FAULT', 'the node is silent')],
  ['has lost its beginning', 'all slots are idle'],
])('a log that %s leaves it unknown, which is said', async (_, log) => {
  const { done, ports } = staged(log, { gpus: 1, fit });
  expect(await done).toMatchObject({ state: 'proven' });
  expect(warnings(ports)).toEqual([
    expect.stringMatching(/^whether it uses its GPUs is not known: \w/),
  ]);
});

const planOfAll = { gpus: 1, fit };

test('one pod of many that computes on the processor is no success, and is named', async () => {
  const pods = Array.from({ length: 20 }, (_, at) => pod(`qwen-${at}`));
  const logOf = (name: string) => (name === 'qwen-17' ? onProcessor : onGpu(31));
  const { done, asked } = stagedWith(pods, { logOf, changes: planOfAll });
  expect((await rejectionOf(done)).message).toMatch(/has pod `qwen-17`: 0 of 31 layers on a GPU/);
  expect(asked).toHaveLength(20);
});

test('pods from before a rollout, and those of other work, are not asked', async () => {
  const pods = [
    pod('before', { template: 'a', minute: 0 }),
    pod('newest', { minute: 2 }),
    pod('recycling', { component: 'recycle', template: '', minute: 3 }),
  ];
  const logOf = (name: string) => (name === 'newest' ? onGpu(31) : onProcessor);
  const { done, asked } = stagedWith(pods, { logOf, changes: planOfAll });
  expect(await done).toMatchObject({ state: 'proven' });
  expect(asked.map(({ pod: name }) => name)).toEqual(['newest']);
});

test('while no pod of the newest template is ready, nothing is said of memory', async () => {
  const pods = [
    pod('before', { template: 'a', minute: 0 }),
    pod('starting', { isReady: false, minute: 2 }),
  ];
  const { done, asked } = stagedWith(pods, { logOf: () => onProcessor, changes: planOfAll });
  expect(await done).toMatchObject({ state: 'proven' });
  expect(asked).toEqual([]);
});
