import { beforeAll, expect, test } from 'vitest';
import type { Limits } from '../../src/cluster/limits.ts';
import type { Manifest } from '../../src/core/manifest.ts';
import type { Target } from '../../src/core/target.ts';
import type { ErrorCode } from '../../src/errors/codes.ts';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';
import { type PassedRequest, startApiProxy } from '../support/api-proxy.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import * as faults from '../support/faults.ts';
import { recordWith } from '../support/records.ts';
import { openTarget, virtualTiming } from './open-target.ts';

const cluster = joinCluster();
const namespace = 'client-faults';

beforeAll(async () => {
  await cluster.makeNamespace(namespace);
});

// Real sockets and real silences, of which nobody waits for the usual half minute.
const limits: Partial<Limits> = { headers: 1_000, body: 1_000, watchSilence: 1_000 };

function configMap(name: string): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { key: 'value' } };
}

const isApply = ({ method }: PassedRequest) => method === 'PATCH';
const isDryRun = ({ query }: PassedRequest) => query.get('dryRun') === 'All';

interface Operation {
  readonly matches: (request: PassedRequest) => boolean;
  readonly run: (target: Target, name: string) => Promise<unknown>;
  /** Whether the cluster is as the operation would leave it. */
  readonly holds: (target: Target, name: string) => Promise<boolean>;
}

const operations = {
  read: {
    matches: ({ method, path }) => method === 'GET' && path.includes('/configmaps/'),
    run: async (target, name) => await target.read({ ...configMap(name), name }),
    holds: async () => true,
  },
  'dry-run': {
    matches: (request) => isApply(request) && isDryRun(request),
    run: async (target, name) => await target.compare(configMap(name)),
    holds: async (target, name) => !(await exists(target, name)),
  },
  apply: {
    matches: (request) => isApply(request) && !isDryRun(request),
    run: async (target, name) => await target.apply(configMap(name)),
    holds: async (target, name) => await exists(target, name),
  },
  commit: {
    matches: ({ method, path }) => method === 'POST' && path.endsWith('/configmaps'),
    run: async (target, name) => {
      const outcome = await target.commitRecord(recordWith({ release: name }), undefined);
      expect(outcome.kind).toBe('committed');
    },
    holds: async (target, name) => (await target.readRecord(name)) !== undefined,
  },
} satisfies Record<string, Operation>;

async function exists(target: Target, name: string): Promise<boolean> {
  return (await target.read({ ...configMap(name), name })) !== undefined;
}

const webhook = 'Internal error occurred: failed calling webhook "x": connection refused';
const quota = 'Operation cannot be fulfilled on resourcequotas "q": the object has been modified';
const page = '<html><body>Bad Gateway token=hidden</body></html>';

type OperationName = keyof typeof operations;

interface Row {
  readonly fault: faults.Fault;
  /** Where it happens once: that it is overcome, or the code it ends with. */
  readonly once: 'overcome' | ErrorCode;
  /** Where it never stops: the code it ends with, and how often the request is sent until then. */
  readonly always: readonly [ErrorCode, number];
  /** A commit looks up what became of it, and repeats what surely was not stored. */
  readonly commitOnce?: 'overcome' | ErrorCode;
  /** What can meet it at all, where that is not everything. */
  readonly only?: readonly OperationName[];
}

const rows: Readonly<Record<string, Row>> = {
  'a reset': { fault: faults.reset, once: 'overcome', always: ['CLUSTER_UNREACHABLE', 6] },
  'a lost answer': {
    fault: faults.loseAnswer,
    once: 'overcome',
    always: ['CLUSTER_UNREACHABLE', 6],
  },
  'a stall': {
    fault: faults.stall,
    once: 'CLUSTER_UNREACHABLE',
    always: ['CLUSTER_UNREACHABLE', 1],
    commitOnce: 'overcome',
  },
  'half an answer': {
    fault: faults.truncate,
    once: 'overcome',
    always: ['CLUSTER_UNREACHABLE', 6],
  },
  'a 429 that says when to come back': {
    fault: faults.answer(429, { reason: 'TooManyRequests', headers: { 'retry-after': '1' } }),
    once: 'overcome',
    always: ['CLUSTER_FAULT', 10],
  },
  'a 500 without words': {
    fault: faults.answer(500),
    once: 'CLUSTER_FAULT',
    always: ['CLUSTER_FAULT', 1],
    commitOnce: 'overcome',
  },
  'a 500 of a webhook': {
    fault: faults.answer(500, { reason: 'InternalError', message: webhook }),
    once: 'overcome',
    always: ['CLUSTER_FAULT', 2],
  },
  'a 500 about our patch': {
    fault: faults.answer(500, { message: 'failed to create typed patch object (a; /v1): x' }),
    once: 'INTERNAL',
    always: ['INTERNAL', 1],
    only: ['dry-run', 'apply'],
  },
  'a 503': {
    fault: faults.answer(503, { reason: 'ServiceUnavailable' }),
    once: 'overcome',
    always: ['CLUSTER_FAULT', 6],
  },
  'a page of a gateway': {
    fault: faults.answer(502, { page }),
    once: 'overcome',
    always: ['CLUSTER_FAULT', 6],
  },
  'a quota being counted': {
    fault: faults.answer(409, { reason: 'Conflict', message: quota, resource: 'resourcequotas' }),
    once: 'overcome',
    always: ['CLUSTER_FAULT', 6],
  },
};

const names = Object.keys(operations) as OperationName[];
const cells = Object.entries(rows).flatMap(([title, row]) =>
  names
    .filter((name) => row.only?.includes(name) ?? true)
    .map((name) => [title, name, row] as const),
);

// A name of its own for each cell, short enough for every kind of object.
const nameOf = (title: string, operation: string, often: string) =>
  [title.replaceAll(/[^a-z0-9]+/g, '-'), operation, often].join('-').slice(-40).replace(/^-+/, '');

test.each(cells)('%s in a %s passes, or ends it at once', async (title, name, row) => {
  const operation = operations[name];
  const subject = nameOf(title, name, 'once');
  const proxy = await startApiProxy(cluster, namespace);
  const { timing } = virtualTiming();
  const target = await openTarget(proxy.kubeconfig, { timing, limits });
  proxy.fail(operation.matches, row.fault);
  const expected = name === 'commit' ? (row.commitOnce ?? row.once) : row.once;
  expect(await outcomeOf(operation.run(target, subject))).toBe(expected);
  if (expected === 'overcome') expect(await operation.holds(target, subject)).toBe(true);
});

test.each(cells.filter(([, name]) => name !== 'commit'))(
  '%s in every %s is given up in words, after as many attempts as are worth it',
  async (title, name, { fault, always: [code, attempts] }) => {
    const operation = operations[name];
    const proxy = await startApiProxy(cluster, namespace);
    const { timing, slept } = virtualTiming();
    const target = await openTarget(proxy.kubeconfig, { timing, limits });
    proxy.fail(operation.matches, fault, Number.POSITIVE_INFINITY);
    const error = await operation.run(target, nameOf(title, name, 'always')).then(
      () => undefined,
      (thrown: LlmkubeError) => thrown,
    );
    expect(error).toMatchObject({ code });
    expect(error?.message).not.toContain('hidden');
    expect(proxy.requests.filter(operation.matches)).toHaveLength(attempts);
    expect(slept.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(30_000);
  },
);

async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'overcome';
  } catch (thrown) {
    if (thrown instanceof LlmkubeError) return thrown.code;
    throw thrown;
  }
}

test.each(names)('a %s whose answer comes late is waited for and sent once', async (name) => {
  const operation = operations[name];
  const subject = nameOf('late', name, 'once');
  const proxy = await startApiProxy(cluster, namespace);
  const { timing, slept } = virtualTiming();
  const target = await openTarget(proxy.kubeconfig, { timing, limits });
  proxy.fail(operation.matches, faults.delay);
  await operation.run(target, subject);
  expect(await operation.holds(target, subject)).toBe(true);
  expect(proxy.requests.filter(operation.matches)).toHaveLength(1);
  expect(slept).toEqual([]);
});

test('the time that a 429 asks for is given', async () => {
  const proxy = await startApiProxy(cluster, namespace);
  const { timing, slept } = virtualTiming();
  const target = await openTarget(proxy.kubeconfig, { timing, limits });
  const { matches } = operations.apply;
  proxy.fail(matches, faults.answer(429, { headers: { 'retry-after': '7' } }));
  await target.apply(configMap('patient'));
  expect(slept).toEqual([7_000]);
});
