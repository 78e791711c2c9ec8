import type { Manifest } from '../../core/manifest.ts';
import type { Fact } from '../../core/target.ts';
import type { WatchEvent } from './watch-once.ts';

/**
 * The last seen state of one collection. It turns lists and watch events into facts, so that a
 * repeated event is no fact and an object that vanished between two connections is one.
 */
export class KnownObjects {
  readonly #objects = new Map<string, Manifest>();

  /** The facts in which a fresh list differs from what was known. */
  replace(listed: readonly Manifest[]): readonly Fact[] {
    const listedKeys = new Set(listed.map(keyOf));
    const vanished = [...this.#objects.values()].filter((object) => !listedKeys.has(keyOf(object)));
    return [
      ...vanished.flatMap((object) => this.#forget(object)),
      ...listed.flatMap((object) => this.#remember(object)),
    ];
  }

  take({ type, object }: WatchEvent): readonly Fact[] {
    if (type === 'DELETED') return this.#forget(object);
    return type === 'BOOKMARK' ? [] : this.#remember(object);
  }

  #remember(object: Manifest): readonly Fact[] {
    const known = this.#objects.get(keyOf(object));
    if (known?.metadata.resourceVersion === object.metadata.resourceVersion) return [];
    this.#objects.set(keyOf(object), object);
    return [{ kind: 'present', object }];
  }

  #forget(object: Manifest): readonly Fact[] {
    this.#objects.delete(keyOf(object));
    return [{ kind: 'gone', object }];
  }
}

// An object made again under its name is another object.
function keyOf({ metadata }: Manifest): string {
  return metadata.uid ?? metadata.name;
}
