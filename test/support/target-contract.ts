import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../src/core/manifest.ts';
import { refOf } from '../../src/core/manifest.ts';
import type { CommitOutcome, Fact, Target } from '../../src/core/target.ts';
import { rejectionOf } from './error-of.ts';
import { recordWith } from './records.ts';

/** What a place must have to keep records and objects. */
export type Store = Pick<
  Target,
  | 'readRecord'
  | 'commitRecord'
  | 'removeRecord'
  | 'listReleases'
  | 'compare'
  | 'apply'
  | 'read'
  | 'listObjects'
  | 'remove'
>;

/** An object of a kind that the place under test takes; without a mark it belongs to no release. */
export type ManifestOf = (name: string, mark?: 'unmarked') => Manifest;

interface Keeping<T extends Store = Store> {
  readonly target: T;
  readonly manifestOf: ManifestOf;
}

type Promises<T extends Store> = readonly (readonly [
  string,
  (keeping: Keeping<T>) => Promise<void>,
])[];

const promisesOfStores: Promises<Store> = [
  ['only who knows the newest version of a record replaces or removes it', versionsAreTheLock],
  ['a record with a newer layout is refused before anything is written', newerLayoutsAreRefused],
  ['a comparison writes nothing, and tells what an apply then does', comparisonsWriteNothing],
  ['an object is updated and removed by its uid alone', uidsAreIdentity],
  ['a list has a row for each record, with its summary', listsHaveARowForEachRecord],
  ['objects of a kind are listed by our label alone', listsGoByTheLabel],
];

const promisesOfTargets: Promises<Target> = [
  ...promisesOfStores,
  [
    'the facts of nothing are that four kinds are known, until the signal ends them',
    factsEndWithTheSignal,
  ],
  ['an endpoint without pods answers 503', noPodsAreAnAnswer],
  ['the log of a pod that is not there is empty, followed or not', absentLogsAreEmpty],
];

/** What actions rely on, of whatever place a target stands for. `open` gives one that is empty. */
export function describeTarget(
  name: string,
  open: () => Promise<Target>,
  manifestOf: ManifestOf = serviceOf,
): void {
  describe(name, () => {
    test.each(promisesOfTargets)('%s', async (_, isKept) =>
      isKept({ target: await open(), manifestOf }),
    );
  });
}

/** The part of it that is about records and objects. */
export function describeStore(
  name: string,
  open: () => Promise<Store>,
  manifestOf: ManifestOf = serviceOf,
): void {
  describe(name, () => {
    test.each(promisesOfStores)('%s', async (_, isKept) =>
      isKept({ target: await open(), manifestOf }),
    );
  });
}

async function versionsAreTheLock({ target }: Keeping): Promise<void> {
  const record = recordWith({ release: 'versions' });
  expect(await target.readRecord('versions')).toBeUndefined();
  const first = versionOf(await target.commitRecord(record, undefined));
  expect(await target.readRecord('versions')).toEqual({ record, version: first });
  expect(await target.commitRecord(record, undefined)).toEqual({ kind: 'changed' });
  const next = { ...record, state: { ...record.state, revision: 2 } };
  const second = versionOf(await target.commitRecord(next, first));
  expect(await target.commitRecord(record, first)).toEqual({ kind: 'changed' });
  expect(await target.removeRecord('versions', first)).toBe('changed');
  expect(await target.removeRecord('versions', second)).toBe('removed');
  expect(await target.removeRecord('versions', second)).toBe('removed');
  expect(await target.commitRecord(record, second)).toEqual({ kind: 'changed' });
}

async function newerLayoutsAreRefused({ target }: Keeping): Promise<void> {
  const record = recordWith({ release: 'newer', schema: 2 });
  const error = await rejectionOf(target.commitRecord(record, undefined));
  expect(error.code).toBe('RECORD_NEWER');
  expect(await target.readRecord('newer')).toBeUndefined();
}

async function comparisonsWriteNothing({ target, manifestOf }: Keeping): Promise<void> {
  const manifest = manifestOf('compared');
  const before = await target.compare(manifest);
  expect(before).toMatchObject({ desired: manifest, live: undefined });
  expect(before.verdict.kind).toBe('accepted');
  expect(await target.read(refOf(manifest))).toBeUndefined();
  const applied = await target.apply(manifest);
  expect(applied.metadata.uid).toMatch(/./);
  expect(await target.read(refOf(manifest))).toEqual(applied);
  const { live, verdict } = await target.compare(manifest);
  expect(live).toEqual(applied);
  expect(verdict).toMatchObject({ result: { spec: applied.spec } });
}

async function uidsAreIdentity({ target, manifestOf }: Keeping): Promise<void> {
  const manifest = manifestOf('lives');
  const { metadata } = await target.apply(manifest);
  const uid = metadata.uid ?? '';
  const same = { ...manifest, metadata: { ...manifest.metadata, uid } };
  expect((await target.apply(same)).metadata.uid).toBe(uid);
  expect(await target.remove(refOf(manifest), crypto.randomUUID())).toBe('absent');
  expect(await target.remove(refOf(manifest), uid)).toBe('removed');
  expect(await target.remove(refOf(manifest), uid)).toBe('absent');
  expect((await rejectionOf(target.apply(same))).code).toBe('OBJECT_CHANGED');
  const again = await target.apply(manifest);
  expect(again.metadata.uid).not.toBe(uid);
  expect((await rejectionOf(target.apply(same))).code).toBe('OBJECT_CHANGED');
}

async function listsHaveARowForEachRecord({ target }: Keeping): Promise<void> {
  await target.commitRecord(recordWith({ release: 'listed' }), undefined);
  const rows = await target.listReleases('target');
  const row = rows.find(({ release }) => release === 'listed');
  expect(JSON.parse(row?.summary ?? '')).toMatchObject({ revision: 1, phase: 'deployed' });
  expect(row?.live).toBeUndefined();
}

async function factsEndWithTheSignal({ target }: Keeping<Target>): Promise<void> {
  const stop = new AbortController();
  const seen: Fact[] = [];
  for await (const fact of target.facts('nothing', stop.signal)) {
    seen.push(fact);
    if (seen.length === 4) stop.abort();
  }
  const kinds = seen.map((fact) => (fact.kind === 'synced' ? fact.of : fact.kind));
  expect(kinds.toSorted()).toEqual(['Deployment', 'Event', 'Pod', 'ReplicaSet']);
}

async function listsGoByTheLabel({ target, manifestOf }: Keeping): Promise<void> {
  await target.apply(manifestOf('unmarked', 'unmarked'));
  await target.apply(manifestOf('marked-a'));
  await target.apply(manifestOf('marked-b'));
  const { apiVersion, kind: kindName } = manifestOf('marked-a');
  const kind = { apiVersion, kind: kindName };
  const [one, ...others] = await target.listObjects(kind, 'marked-a');
  expect(one).toMatchObject({ ...kind, metadata: { name: 'marked-a', uid: expect.any(String) } });
  expect(others).toEqual([]);
  const names = (await target.listObjects(kind)).map(({ metadata }) => metadata.name);
  expect(names).toEqual(expect.arrayContaining(['marked-a', 'marked-b']));
  expect(names).not.toContain('unmarked');
}

async function noPodsAreAnAnswer({ target, manifestOf }: Keeping<Target>): Promise<void> {
  await target.apply(manifestOf('asked'));
  const answer = await target.ask({ release: 'asked', method: 'GET', path: '/health' });
  expect(answer).toMatchObject({ kind: 'answered', status: 503 });
}

async function absentLogsAreEmpty({ target }: Keeping<Target>): Promise<void> {
  for (const follow of [false, true]) {
    const stream = { pod: 'nowhere', container: 'server', run: 'none', previous: false, follow };
    const { signal } = new AbortController();
    for await (const pieces of target.streamLog(stream, signal)) expect(pieces).toEqual([]);
  }
}

function versionOf(outcome: CommitOutcome): string {
  if (outcome.kind === 'committed') return outcome.version;
  throw new Error('the record was changed by somebody else');
}

function serviceOf(name: string, mark?: 'unmarked'): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(name, mark),
    spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, protocol: 'TCP' }] },
  };
}

/** A name, and the mark of the release of that name. */
export function metadataOf(name: string, mark?: 'unmarked'): Manifest['metadata'] {
  return mark === undefined ? { name, labels: { 'cli.llmkube.dev/release': name } } : { name };
}
