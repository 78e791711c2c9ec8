import { deploymentStatus, type HostPod, podOf } from '../core/agent-protocol/host-pod.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Fact } from '../core/target.ts';

/** What the agent knows of one release: what is wanted and what became of it. */
export interface ReleaseState {
  /** Nothing: it is not wanted any more, and goes as soon as its pod is gone. */
  readonly desired: Manifest | undefined;
  readonly pod: HostPod | undefined;
}

type Listener = (fact: Fact) => void;

/** The live objects of this host, as a cluster would show them, for whoever asks or watches. */
export class World {
  readonly #namespace: string;
  readonly #objects = new Map<string, readonly Manifest[]>();
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /** Replaces what is known of a release, and tells its watchers what differs. */
  publish(release: string, { desired, pod }: ReleaseState): void {
    const before = this.objectsOf(release);
    const after = [
      ...(desired === undefined ? [] : [this.#withStatus(desired, pod)]),
      ...(pod === undefined ? [] : [podOf(pod, this.#namespace)]),
    ];
    if (after.length === 0) this.#objects.delete(release);
    else this.#objects.set(release, after);
    const uids = new Set(after.map(uidOf));
    for (const object of before) {
      if (!uids.has(uidOf(object))) this.#tell(release, { kind: 'gone', object });
    }
    const texts = new Set(before.map((object) => JSON.stringify(object)));
    for (const object of after) {
      if (!texts.has(JSON.stringify(object))) this.#tell(release, { kind: 'present', object });
    }
  }

  objectsOf(release: string): readonly Manifest[] {
    return this.#objects.get(release) ?? [];
  }

  all(): readonly Manifest[] {
    return [...this.#objects.values()].flat();
  }

  /** Tells `listener` of everything that changes from now on, until the result is called. */
  watch(release: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(release) ?? new Set();
    this.#listeners.set(release, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(release);
    };
  }

  #withStatus(desired: Manifest, pod: HostPod | undefined): Manifest {
    return { ...desired, status: deploymentStatus(desired, pod) };
  }

  #tell(release: string, fact: Fact): void {
    for (const listener of this.#listeners.get(release) ?? []) listener(fact);
  }
}

function uidOf({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.uid ?? metadata.name}`;
}
