import { labelKeys } from '../../core/marks.ts';
import type { Fact } from '../../core/target.ts';
import type { Place } from '../objects.ts';
import { FactQueue } from './fact-queue.ts';
import { type Followed, followCollection } from './follow-collection.ts';

/**
 * Everything that becomes known of a release: its Deployment, ReplicaSets, pods and the events
 * about them, each listed and then watched, joined into one stream in the order of arrival.
 * Nothing is requested before the first value is asked for.
 */
export async function* followRelease(
  { connection, namespace, signal: outer }: Place,
  release: string,
  inner: AbortSignal,
): AsyncGenerator<Fact> {
  const stop = new AbortController();
  const signal = AbortSignal.any([inner, stop.signal, ...(outer === undefined ? [] : [outer])]);
  const facts = new FactQueue<Fact>();
  const following = sourcesOf(release).map((source) =>
    followCollection(connection, { ...source, namespace, signal }, (fact) => facts.push(fact)),
  );
  const failing = Promise.all(following).catch((thrown: unknown) => {
    if (!signal.aborted) facts.fail(thrown);
  });
  const end = () => facts.end();
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  try {
    yield* facts.values();
  } finally {
    stop.abort();
    await Promise.allSettled([failing, ...following]);
  }
}

type Source = Omit<Followed, 'namespace' | 'signal'>;

function sourcesOf(release: string): readonly Source[] {
  const labelSelector = `${labelKeys.release}=${release}`;
  const concerns = () => true;
  return [
    {
      kind: { apiVersion: 'apps/v1', kind: 'Deployment' },
      fieldSelector: `metadata.name=${release}`,
      concerns,
    },
    { kind: { apiVersion: 'v1', kind: 'Pod' }, labelSelector, concerns },
    { kind: { apiVersion: 'apps/v1', kind: 'ReplicaSet' }, labelSelector, concerns },
    {
      kind: { apiVersion: 'events.k8s.io/v1', kind: 'Event' },
      concerns: (event) => isAbout(event.regarding, release),
    },
  ];
}

/**
 * Whether an event is about an object of this release, judged by its name alone: events come
 * before their objects do. The parts that controllers append to names hold no dash, so a pod of
 * release `a-b` is never taken for one of release `a`.
 */
export function isAbout(regarding: unknown, release: string): boolean {
  const { kind, name } = asRecord(regarding);
  if (typeof kind !== 'string' || typeof name !== 'string') return false;
  // A claim may be shared by releases; whether a pod waits for it is known to whoever asks.
  if (kind === 'PersistentVolumeClaim' || name === release) return true;
  if (!name.startsWith(`${release}-`)) return false;
  const parts = name.slice(release.length + 1).split('-');
  if (kind === 'Pod') return parts.length === 2;
  if (kind === 'ReplicaSet') return parts.length === 1;
  return true;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
