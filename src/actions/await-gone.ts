import { describeRef, type ObjectRef, refOf } from '../core/manifest.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { interruption } from './interruption.ts';
import type { Ports } from './ports.ts';

/**
 * Longer than the grace period of a pod and the clean-up after it, and shorter than a lock takes
 * to look abandoned.
 */
const patienceMilliseconds = 90_000;

/** What a delete removed and what it left. */
export interface Removals {
  readonly removed: readonly ObjectRef[];
  readonly kept: readonly ObjectRef[];
}

/**
 * Waits until the pods and the removed objects are really gone, so that what comes after finds
 * the GPUs and the names free.
 */
export async function awaitGone(
  release: string,
  { removed, kept }: Removals,
  ports: Ports,
): Promise<void> {
  const limit = AbortSignal.any([ports.signal, ports.clock.after(patienceMilliseconds)]);
  // A Deployment that was left alone keeps its pods.
  if (kept.every(({ kind }) => kind !== 'Deployment')) await awaitPodsGone(release, limit, ports);
  for (const object of removed) {
    while ((await ports.target.read(object)) !== undefined) {
      if (limit.aborted) {
        throw stillThere(release, describeRef(object, ports.target.address.namespace), ports);
      }
      await ports.clock.sleep(100, limit);
    }
  }
}

async function awaitPodsGone(release: string, limit: AbortSignal, ports: Ports): Promise<void> {
  const done = new AbortController();
  const here = new Set<string>();
  const synced = new Set<string>();
  for await (const fact of ports.target.facts(release, AbortSignal.any([limit, done.signal]))) {
    if (fact.kind === 'missing' && fact.of === 'Pod') {
      ports.emit({ type: 'warning', message: `cannot see whether pods are gone: ${fact.why}` });
    }
    if (fact.kind === 'synced' || fact.kind === 'missing') synced.add(fact.of);
    else if (fact.object.kind === 'Pod' || fact.object.kind === 'ReplicaSet') {
      const key = describeRef(refOf(fact.object), ports.target.address.namespace);
      if (fact.kind === 'present') here.add(key);
      else here.delete(key);
    }
    if (here.size === 0 && synced.has('Pod') && synced.has('ReplicaSet')) done.abort();
  }
  // The facts can end before the first of them, which says nothing about the pods.
  if (!done.signal.aborted) throw stillThere(release, [...here][0] ?? 'a pod', ports);
}

function stillThere(release: string, object: string, { signal }: Ports): LlmkubeError {
  const suggestions = ['the same command again'];
  if (signal.aborted) {
    return interruption(signal, `delete \`${release}\``, {
      fact: `${object} may still be going away`,
      suggestions,
    });
  }
  return new LlmkubeError(
    'TIMED_OUT',
    `Cannot finish deleting \`${release}\`: ${object} is still there`,
    { facts: { release, object }, suggestions },
  );
}
