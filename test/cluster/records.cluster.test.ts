import type { V1ConfigMap } from '@kubernetes/client-node';
import { beforeAll, expect, test } from 'vitest';
import type { RequestReport } from '../../src/cluster/http/connection.ts';
import type { ReleaseRecord } from '../../src/core/record/schema.ts';
import type { CommitOutcome, Target } from '../../src/core/target.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { rejectionOf } from '../support/error-of.ts';
import { openTarget } from './open-target.ts';

const cluster = joinCluster();
const namespace = 'client-records';
const elsewhere = 'client-elsewhere';

beforeAll(async () => {
  await cluster.makeNamespace(namespace);
  await cluster.makeNamespace(elsewhere);
});

const open = (more: object = {}) => openTarget(cluster.kubeconfig, { namespace, ...more });

function recordOf(release: string, revision = 0): ReleaseRecord {
  return {
    release,
    schema: 1,
    state: {
      releaseId: 'id-1',
      revision,
      profile: 0,
      phase: 'deploying',
      inventory: [],
      changed: { at: '2026-01-01T00:00:00Z', by: 'a@b', cli: '1' },
    },
    intent: { model: { source: 'https://models.test/tiny.gguf' } },
    revisions: new Map([[1, Buffer.from('revision').toString('base64')]]),
    unknownData: { later: 'kept' },
  };
}

function versionOf(outcome: CommitOutcome): string {
  if (outcome.kind === 'committed') return outcome.version;
  throw new Error('the record was changed by somebody else');
}

test('a record is stored as it was and read back with its version', async () => {
  const target = await open();
  expect(await target.readRecord('life')).toBeUndefined();
  const version = versionOf(await target.commitRecord(recordOf('life'), undefined));
  expect(await target.readRecord('life')).toEqual({ record: recordOf('life'), version });
});

test('what others put on a record survives every write of ours', async () => {
  const target = await open();
  await target.commitRecord(recordOf('shared'), undefined);
  const path = `/api/v1/namespaces/${namespace}/configmaps/llmkube.shared`;
  const stored = await cluster.api.ask<V1ConfigMap>('GET', path);
  const theirs = {
    metadata: {
      ...stored.metadata,
      labels: { ...stored.metadata?.labels, team: 'ml' },
      annotations: { ...stored.metadata?.annotations, backup: 'yes' },
      finalizers: ['example.com/keep'],
    },
    data: stored.data,
    binaryData: { ...stored.binaryData, extra: 'eHg=' },
  };
  await cluster.api.ask('PUT', path, theirs);
  const read = await target.readRecord('shared');
  const first = versionOf(await target.commitRecord(recordOf('shared', 1), read?.version));
  await target.commitRecord(recordOf('shared', 2), first);
  const after = await cluster.api.ask<V1ConfigMap>('GET', path);
  expect(after).toMatchObject({
    metadata: {
      labels: { team: 'ml' },
      annotations: { backup: 'yes' },
      finalizers: ['example.com/keep'],
    },
    binaryData: { extra: 'eHg=' },
  });
  await cluster.api.ask('PUT', path, { ...after, metadata: { ...after.metadata, finalizers: [] } });
});

test('only who knows the newest version may replace or remove a record', async () => {
  const target = await open();
  const first = versionOf(await target.commitRecord(recordOf('lock'), undefined));
  expect(await target.commitRecord(recordOf('lock'), undefined)).toEqual({ kind: 'changed' });
  const second = versionOf(await target.commitRecord(recordOf('lock', 1), first));
  expect(second).not.toBe(first);
  expect(await target.commitRecord(recordOf('lock', 2), first)).toEqual({ kind: 'changed' });
  expect(await target.removeRecord('lock', first)).toBe('changed');
  expect(await target.removeRecord('lock', second)).toBe('removed');
  expect(await target.removeRecord('lock', second)).toBe('removed');
  expect(await target.commitRecord(recordOf('lock', 3), second)).toEqual({ kind: 'changed' });
});

test('of many who create a record at once exactly one succeeds', async () => {
  const targets = await Promise.all([1, 2, 3, 4, 5].map(() => open()));
  const outcomes = await Promise.all(
    targets.map((target, index) => target.commitRecord(recordOf('race', index), undefined)),
  );
  expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
});

test('a record in a namespace that does not exist is an error that names it', async () => {
  const target = await open({ namespace: 'client-nowhere' });
  const error = await rejectionOf(target.commitRecord(recordOf('lost'), undefined));
  expect(error.code).toBe('NAMESPACE_NOT_FOUND');
});

test('a damaged record is unreadable and the others are listed with it', async () => {
  const target = await open();
  const version = versionOf(await target.commitRecord(recordOf('damaged'), undefined));
  const path = `/api/v1/namespaces/${namespace}/configmaps/llmkube.damaged`;
  const stored = await cluster.api.ask<object>('GET', path);
  await cluster.api.ask('PUT', path, { ...stored, data: { schema: '1', state: '{' } });
  expect((await rejectionOf(target.readRecord('damaged'))).code).toBe('RECORD_UNREADABLE');
  expect(await target.commitRecord(recordOf('damaged'), version)).toEqual({ kind: 'changed' });
  const names = (await target.listReleases('target')).map(({ release }) => release);
  expect(names).toContain('damaged');
});

test('a list joins records and Deployments of one namespace or of all, by two requests', async () => {
  const reports: RequestReport[] = [];
  const target = await open({ onRequest: (report: RequestReport) => reports.push(report) });
  await target.commitRecord(recordOf('listed'), undefined);
  await (await open({ namespace: elsewhere })).commitRecord(recordOf('listed'), undefined);
  await target.apply(deploymentOf('listed'));
  await target.apply(deploymentOf('orphan'));
  reports.length = 0;
  const here = await target.listReleases('target');
  expect(reports.map(({ method }) => method)).toEqual(['GET', 'GET']);
  const listed = here.find(({ release }) => release === 'listed');
  expect(listed).toMatchObject({ namespace, live: { wanted: 0, ready: 0 } });
  expect(JSON.parse(listed?.summary ?? '')).toMatchObject({ phase: 'deploying' });
  expect(here.find(({ release }) => release === 'orphan')?.summary).toBeUndefined();
  const everywhere = await target.listReleases('everywhere');
  const places = everywhere.filter(({ release }) => release === 'listed');
  expect(places.map((row) => row.namespace)).toEqual([elsewhere, namespace]);
});

test('more releases than a page holds are all listed', async () => {
  await cluster.makeNamespace('client-many');
  const reports: RequestReport[] = [];
  const onRequest = (report: RequestReport) => reports.push(report);
  const target = await open({ namespace: 'client-many', onRequest });
  const names = Array.from({ length: 501 }, (_, index) => `many-${index}`);
  await Promise.all(names.map((name) => target.commitRecord(recordOf(name), undefined)));
  reports.length = 0;
  const rows = await target.listReleases('target');
  expect(rows.map(({ release }) => release)).toEqual(names.toSorted());
  expect(reports.filter(({ url }) => url.includes('/configmaps'))).toHaveLength(2);
});

function deploymentOf(release: string): Parameters<Target['apply']>[0] {
  const labels = { 'cli.llmkube.dev/release': release };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: release, labels },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'server', image: 'example.test/none:1' }] },
      },
    },
  };
}
