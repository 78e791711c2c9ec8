import { endpointOf } from '../../src/cluster/endpoint.ts';
import { type Manifest, type ObjectRef, refOf } from '../../src/core/manifest.ts';
import { labelKeys } from '../../src/core/marks.ts';
import { liveStateOf } from '../../src/core/observe/live-state.ts';
import type { DeploymentObject } from '../../src/core/observe/objects.ts';
import { encodeRecord } from '../../src/core/record/encode.ts';
import type { ReleaseRecord } from '../../src/core/record/schema.ts';
import { render } from '../../src/core/render/render.ts';
import { inClusterUrl } from '../../src/core/render/service.ts';
import type {
  Answer,
  CommitOutcome,
  Fact,
  ReleaseRow,
  StoredRecord,
  Target,
} from '../../src/core/target.ts';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';

/** What a memory target holds, for tests to look at and to change behind an action's back. */
export interface MemoryTarget extends Target {
  readonly records: Map<string, StoredRecord>;
  /** By `Kind/name`. */
  readonly objects: Map<string, Manifest>;
  /** What the endpoint answers; 503 until a test says otherwise. */
  answer: Answer;
  /** The lines of each container's log, by `pod/container`. */
  readonly written: Map<string, readonly string[]>;
}

const followedKinds = ['Deployment', 'Pod', 'ReplicaSet', 'Event'];

/**
 * A target that is data in this process, for what a real API server does not do on demand. The
 * contract that it shares with the real one is in `target-contract.ts`.
 */
export function createMemoryTarget(): MemoryTarget {
  const records = new Map<string, StoredRecord>();
  const objects = new Map<string, Manifest>();
  let version = 0;
  const nextVersion = () => String(++version);
  const target: MemoryTarget = {
    address: { kind: 'cluster', context: 'memory', namespace: 'default' },
    records,
    objects,
    written: new Map(),
    answer: { kind: 'answered', status: 503, body: 'no endpoints available' },
    readRecord: async (release) => records.get(release),
    commitRecord: async (record, expected) => commit(records, record, { expected, nextVersion }),
    removeRecord: async (release, expected) => {
      const stored = records.get(release);
      if (stored !== undefined && stored.version !== expected) return 'changed';
      records.delete(release);
      return 'removed';
    },
    listReleases: async () => [...records.values()].map(({ record }) => rowOf(record, objects)),
    render: (release, resolved, runtime) =>
      render({ release, namespace: 'default', resolved, runtime }),
    endpoint: (release, model) => endpointOf(release, model, target.address),
    compare: async (manifest) => {
      const live = objects.get(keyOf(refOf(manifest)));
      const result = merge(live, manifest);
      return { desired: manifest, live, verdict: { kind: 'accepted', result, warnings: [] } };
    },
    apply: async (manifest, { manager = 'main' } = {}) =>
      apply(objects, manager === 'main' ? manifest : addTo(objects, manifest), nextVersion),
    read: async (ref) => objects.get(keyOf(ref)),
    listObjects: async ({ kind }, release) =>
      [...objects.values()].filter(({ kind: other, metadata }) => {
        const owner = metadata.labels?.[labelKeys.release];
        return other === kind && owner !== undefined && (release ?? owner) === owner;
      }),
    nodes: async () => [],
    autoscalersOf: async () => [],
    attend: async () => {},
    remove: async (ref, uid) => {
      const isThere = objects.get(keyOf(ref))?.metadata.uid === uid;
      return isThere && objects.delete(keyOf(ref)) ? 'removed' : 'absent';
    },
    createNamespace: async () => 'existed',
    facts: (release, signal) => factsOf(objects, release, signal),
    ask: async () => target.answer,
    logs: async () => '',
    streamLog: async function* ({ pod, container }) {
      const lines = target.written.get(`${pod}/${container}`) ?? [];
      const time = '2026-01-01T00:00:00.000000000Z';
      const whole = { time, startsLine: true, endsLine: true };
      const piece = (line: string) => ({ ...whole, bytes: Buffer.from(line) });
      if (lines.length > 0) yield lines.map(piece);
    },
    close: async () => {},
  };
  return target;
}

interface Commit {
  readonly expected: string | undefined;
  readonly nextVersion: () => string;
}

function commit(
  records: Map<string, StoredRecord>,
  record: ReleaseRecord,
  { expected, nextVersion }: Commit,
): CommitOutcome {
  // Refuses what a store would refuse, in the same words.
  encodeRecord(record);
  if (records.get(record.release)?.version !== expected) return { kind: 'changed' };
  const version = nextVersion();
  records.set(record.release, { record, version });
  return { kind: 'committed', version };
}

function apply(
  objects: Map<string, Manifest>,
  manifest: Manifest,
  nextVersion: () => string,
): Manifest {
  const key = keyOf(refOf(manifest));
  const live = objects.get(key);
  if (manifest.metadata.uid !== undefined && manifest.metadata.uid !== live?.metadata.uid) {
    throw new LlmkubeError('OBJECT_CHANGED', `Cannot apply ${key}: it was made again`);
  }
  const merged = merge(live, manifest);
  const applied = {
    ...merged,
    metadata: {
      ...merged.metadata,
      uid: live?.metadata.uid ?? crypto.randomUUID(),
      generation: (live?.metadata.generation ?? 0) + 1,
      resourceVersion: nextVersion(),
    },
  };
  objects.set(key, applied);
  return applied;
}

// Enough of server-side apply for one owner: what is sent wins, what the server wrote stays.
function merge(live: Manifest | undefined, manifest: Manifest): Manifest {
  return { ...live, ...manifest, metadata: { ...live?.metadata, ...manifest.metadata } };
}

// What another manager sends is a part, which is laid over what is there.
function addTo(objects: ReadonlyMap<string, Manifest>, part: Manifest): Manifest {
  const live = objects.get(keyOf(refOf(part)));
  return live === undefined ? part : (layOver(live, part) as Manifest);
}

function layOver(live: object, part: object): object {
  const fields = Object.entries(part).map(([field, value]) => {
    const before: unknown = Reflect.get(live, field);
    return [field, isBlock(before) && isBlock(value) ? layOver(before, value) : value];
  });
  return { ...live, ...Object.fromEntries(fields) };
}

function isBlock(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyOf({ kind, name }: ObjectRef): string {
  return `${kind}/${name}`;
}

function rowOf(record: ReleaseRecord, objects: ReadonlyMap<string, Manifest>): ReleaseRow {
  const { release } = record;
  const deployment = objects.get(`Deployment/${release}`);
  return {
    namespace: 'default',
    release,
    summary: Object.values(encodeRecord(record).annotations)[0],
    createdAt: undefined,
    url: inClusterUrl(release, 'default'),
    live: deployment && liveStateOf(deployment as DeploymentObject),
  };
}

async function* factsOf(
  objects: ReadonlyMap<string, Manifest>,
  release: string,
  signal: AbortSignal,
): AsyncGenerator<Fact> {
  const ours = [...objects.values()].filter(
    ({ metadata }) => metadata.labels?.[labelKeys.release] === release,
  );
  for (const kind of followedKinds) {
    for (const object of ours) {
      if (signal.aborted) return;
      if (object.kind === kind) yield { kind: 'present', object };
    }
    if (signal.aborted) return;
    yield { kind: 'synced', of: kind };
  }
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
}
