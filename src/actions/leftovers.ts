import { describeRef, type Manifest, type ObjectRef, refOf } from '../core/manifest.ts';
import { labelKeys } from '../core/marks.ts';
import { dataKind, isMadeByDeploy } from '../core/plan/ownership.ts';
import type { Target } from '../core/target.ts';
import { awaitGone, type Removals } from './await-gone.ts';
import type { Ports } from './ports.ts';
import { inRemovalOrder, type RemoveOptions, whyKept } from './remove-release.ts';

/** Every kind of object that a deploy makes. */
const deployedKinds = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: dataKind },
] as const;

/** What carries our labels. */
export interface Marked {
  /** What deploys made. */
  readonly made: readonly Manifest[];
  /** Releases that somebody has rendered and applied by hand; nothing of them is ours to remove. */
  readonly byHand: ReadonlySet<string>;
}

/** Looks for objects by their labels alone: of one release, or of all of the namespace. */
export async function findMarked(target: Target, release?: string): Promise<Marked> {
  const lists = await Promise.all(deployedKinds.map((kind) => target.listObjects(kind, release)));
  const objects = lists.flat();
  const byHand = new Set(
    objects
      .filter((object) => object.kind === 'Deployment' && !isMadeByDeploy(object))
      .map(releaseOf),
  );
  // Pods that somebody else runs may read from the claim.
  const made = objects.filter(
    (object) =>
      isMadeByDeploy(object) && !(object.kind === dataKind && byHand.has(releaseOf(object))),
  );
  return { made, byHand };
}

/** The release that an object says it is of. */
export function releaseOf({ metadata }: Manifest): string {
  return metadata.labels?.[labelKeys.release] ?? '';
}

/** Removes objects of one release that has no record any more, and waits until they are gone. */
export async function removeLeftovers(
  objects: readonly Manifest[],
  options: RemoveOptions,
  ports: Ports,
): Promise<Removals> {
  const removed: ObjectRef[] = [];
  const kept: ObjectRef[] = [];
  for (const live of inRemovalOrder(objects)) {
    const ref = refOf(live);
    const object = describeRef(ref, ports.target.address.namespace);
    const why = whyKept(ref, options);
    if (why !== undefined) {
      kept.push(ref);
      ports.emit({ type: 'objectKept', object, why });
    } else if ((await ports.target.remove(ref, live.metadata.uid ?? '')) === 'removed') {
      removed.push(ref);
      ports.emit({ type: 'objectRemoved', object });
    }
  }
  await awaitGone(options.release, { removed, kept }, ports);
  return { removed, kept };
}
