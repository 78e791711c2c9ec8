import { expect, test } from 'vitest';
import { watchDownloads } from '../../src/actions/watch-downloads.ts';
import type { Fact } from '../../src/core/target.ts';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';
import { createPorts, type TestPorts } from '../support/action-ports.ts';
import { createMemoryTarget } from '../support/memory-target.ts';

function podFact(state: 'downloading' | 'over'): Fact {
  const running = state === 'downloading' ? { running: {} } : { terminated: { exitCode: 0 } };
  return {
    kind: 'present',
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'qwen-1' },
      spec: { nodeName: 'node-1' },
      status: { initContainerStatuses: [{ name: 'download', state: running }] },
    },
  };
}

/** A pod whose log reads so at each look, and what was told; the last look ends the waiting. */
async function watched(logs: readonly (string | Error)[]): Promise<TestPorts> {
  const done = new AbortController();
  const left = [...logs];
  const memory = createMemoryTarget();
  const ports = createPorts({
    target: {
      ...memory,
      logs: async () => {
        const log = left.shift() ?? '';
        // The cluster says more than once that a pod is as it was.
        watch.see(podFact('downloading'));
        if (left.length === 0) done.abort();
        if (log instanceof Error) throw log;
        return log;
      },
    },
  });
  const watch = watchDownloads(ports, done.signal);
  watch.see(podFact('downloading'));
  await watch.ended();
  return ports;
}

const line = (text: string) => `noise\nllmkube-download: ${text}\n`;

test('progress is told with its rate, and once when nothing has come', async () => {
  const { events, slept } = await watched([
    '',
    line('progress 100 5000'),
    line('progress 100 5000'),
    line('progress 2100 5000'),
  ]);
  expect(events).toEqual([
    { type: 'downloadProgress', pod: 'qwen-1', bytes: 100, total: 5000 },
    { type: 'downloadProgress', pod: 'qwen-1', bytes: 2100, total: 5000, bytesPerSecond: 500 },
  ]);
  expect(slept.every((milliseconds) => milliseconds === 2000)).toBe(true);
});

test('a source that makes the pod wait is told in words, and a new start has no rate', async () => {
  const { events } = await watched([
    line('progress 3000'),
    line('retry 4: SourceRateLimited: the source allows no more requests for now: 429'),
    line('progress 10'),
  ]);
  expect(events).toEqual([
    { type: 'downloadProgress', pod: 'qwen-1', bytes: 3000 },
    {
      type: 'downloadDelayed',
      pod: 'qwen-1',
      cause: 'SourceRateLimited',
      message: 'the source allows no more requests for now: 429',
    },
    { type: 'downloadProgress', pod: 'qwen-1', bytes: 10 },
  ]);
});

test('a log that cannot be read now is read later, one that may not be read is let be', async () => {
  const fault = new LlmkubeError('CLUSTER_FAULT', 'Cannot read the log: not yet');
  const later = await watched([fault, line('progress 7')]);
  expect(later.events).toMatchObject([{ bytes: 7 }]);
  const forbidden = new LlmkubeError('FORBIDDEN', 'Cannot read the log: it is forbidden');
  const { slept } = await watched([forbidden, line('progress 7')]);
  expect(slept).toEqual([2000]);
});

test('a download that is over before the first look is never asked about', async () => {
  const done = new AbortController();
  const ports = createPorts({
    target: {
      ...createMemoryTarget(),
      logs: async () => {
        throw new Error('nobody asks');
      },
    },
  });
  const watch = watchDownloads(ports, done.signal);
  watch.see(podFact('downloading'));
  watch.see(podFact('over'));
  await watch.ended();
  expect(ports.events).toEqual([]);
});
