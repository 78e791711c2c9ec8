import {
  describeRef,
  type KindRef,
  type Manifest,
  type ObjectRef,
  refOf,
} from '../core/manifest.ts';
import { labelKeys } from '../core/marks.ts';
import { dataKind, isMadeByDeploy } from '../core/plan/ownership.ts';
import type { Target } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { awaitGone, type Removals } from './await-gone.ts';
import type { Ports } from './ports.ts';
import { inRemovalOrder, type RemoveOptions, whyKept } from './remove-release.ts';

/** What every deploy makes. */
const deployedKinds = [
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: dataKind },
] as const;

/** What only some releases have; not everybody may list them, and not every cluster has them all. */
const chosenKinds: readonly KindRef[] = [
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' },
  { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' },
  { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' },
  { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' },
  { apiVersion: 'batch/v1', kind: 'CronJob' },
];

/** What carries our labels. */
export interface Marked {
  /** What deploys made. */
  readonly made: readonly Manifest[];
  /** Releases that somebody has rendered and applied by hand; nothing of them is ours to remove. */
  readonly byHand: ReadonlySet<string>;
  /** Kinds that this user may not list, so that objects of them may be left. */
  readonly unseen: readonly string[];
}

/** Looks for objects by their labels alone: of one release, or of all of the namespace. */
export async function findMarked(target: Target, release?: string): Promise<Marked> {
  const lists = await Promise.all(deployedKinds.map((kind) => target.listObjects(kind, release)));
  const chosen = await Promise.all(chosenKinds.map((kind) => listChosen(target, kind, release)));
  const objects = [...lists, ...chosen.map(({ found }) => found)].flat();
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
  return { made, byHand, unseen: chosen.flatMap(({ unseen }) => unseen) };
}

interface Chosen {
  readonly found: readonly Manifest[];
  readonly unseen: readonly string[];
}

async function listChosen(target: Target, kind: KindRef, release?: string): Promise<Chosen> {
  try {
    return { found: await target.listObjects(kind, release), unseen: [] };
  } catch (error) {
    if (!(error instanceof LlmkubeError) || error.code !== 'FORBIDDEN') throw error;
    return { found: [], unseen: [kind.kind] };
  }
}

/** Says of which kinds something may be left that nobody could look for. */
export function warnOfUnseen({ unseen }: Marked, { emit }: Pick<Ports, 'emit'>): void {
  if (unseen.length === 0) return;
  const message = `objects of these kinds may be left, which this user may not list: ${unseen.join(', ')}`;
  emit({ type: 'warning', message });
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
