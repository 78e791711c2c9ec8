import type { Manifest } from '../manifest.ts';
import { labelKeys } from '../marks.ts';
import type { Fact } from '../target.ts';
import { deploymentSymptom, podSymptoms } from './failures.ts';
import type { DeploymentObject, PodObject } from './objects.ts';

/** Everything known of a release's rollout. A value: each fact gives the next one. */
export interface Observation {
  readonly deployment: DeploymentObject | undefined;
  readonly pods: ReadonlyMap<string, PodObject>;
  readonly replicaSets: ReadonlyMap<string, Manifest>;
  /** Kinds whose first state is known. */
  readonly synced: ReadonlySet<string>;
  /** Why a kind cannot be seen. */
  readonly missing: ReadonlyMap<string, string>;
  /** When each `pod uid/symptom` or `deployment/symptom` was first seen, in milliseconds of the caller's clock. */
  readonly symptomsSince: ReadonlyMap<string, number>;
}

export const emptyObservation: Observation = {
  deployment: undefined,
  pods: new Map(),
  replicaSets: new Map(),
  synced: new Set(),
  missing: new Map(),
  symptomsSince: new Map(),
};

/** Takes one fact in. `now` is in milliseconds of any clock that only moves forward. */
export function reduce(seen: Observation, fact: Fact, now: number): Observation {
  if (fact.kind === 'synced') return { ...seen, synced: new Set([...seen.synced, fact.of]) };
  if (fact.kind === 'missing') {
    return { ...seen, missing: new Map([...seen.missing, [fact.of, fact.why]]) };
  }
  const { object } = fact;
  const present = fact.kind === 'present';
  switch (object.kind) {
    case 'Deployment':
      return reduceDeployment(seen, present ? object : undefined, now);
    case 'ReplicaSet':
      return { ...seen, replicaSets: withObject(seen.replicaSets, object, present) };
    case 'Pod':
      return reducePod(seen, object, { present, now });
    default:
      return seen;
  }
}

function reduceDeployment(
  seen: Observation,
  object: Manifest | undefined,
  now: number,
): Observation {
  const deployment = object as DeploymentObject | undefined;
  const symptom = deployment && deploymentSymptom(deployment);
  const codes = symptom === undefined ? [] : [symptom.code];
  return { ...seen, deployment, symptomsSince: sinceWhen(seen, { of: 'deployment', codes, now }) };
}

function reducePod(
  seen: Observation,
  object: Manifest,
  { present, now }: { present: boolean; now: number },
): Observation {
  const pods = withObject(seen.pods, object as PodObject, present);
  const codes = present ? podSymptoms(object as PodObject) : [];
  const of = object.metadata.uid ?? object.metadata.name;
  return { ...seen, pods, symptomsSince: sinceWhen(seen, { of, codes, now }) };
}

// A symptom that goes away is forgotten, and starts anew when it comes back.
function sinceWhen(
  { symptomsSince }: Observation,
  { of, codes, now }: { of: string; codes: readonly string[]; now: number },
): ReadonlyMap<string, number> {
  const others = [...symptomsSince].filter(([key]) => !key.startsWith(`${of}/`));
  const current = codes.map((code) => {
    const key = `${of}/${code}`;
    return [key, symptomsSince.get(key) ?? now] as const;
  });
  return new Map([...others, ...current]);
}

/** For how long a symptom has been seen, in milliseconds. */
export function lasted(
  { symptomsSince }: Observation,
  { of, code, now }: { of: string; code: string; now: number },
): number {
  return now - (symptomsSince.get(`${of}/${code}`) ?? now);
}

/**
 * The pods that the newest template made. One that Kubernetes gave up on is replaced and does not
 * count. Without ReplicaSets to read, every pod that is not going away counts.
 */
export function currentPods({ deployment, pods, replicaSets }: Observation): readonly PodObject[] {
  const newest = newestReplicaSet(deployment, replicaSets);
  return [...pods.values()].filter(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined &&
      status?.phase !== 'Failed' &&
      metadata.labels?.[labelKeys.component] === 'server' &&
      (newest === undefined ||
        metadata.ownerReferences?.some(({ uid }) => uid === newest.metadata.uid) === true),
  );
}

const revisionAnnotation = 'deployment.kubernetes.io/revision';

function newestReplicaSet(
  deployment: DeploymentObject | undefined,
  replicaSets: ReadonlyMap<string, Manifest>,
): Manifest | undefined {
  const revision = deployment?.metadata.annotations?.[revisionAnnotation];
  return [...replicaSets.values()].find(
    ({ metadata }) =>
      revision !== undefined &&
      metadata.annotations?.[revisionAnnotation] === revision &&
      metadata.ownerReferences?.some(({ uid }) => uid === deployment?.metadata.uid) === true,
  );
}

function withObject<T extends { metadata: Manifest['metadata'] }>(
  objects: ReadonlyMap<string, T>,
  object: T,
  present: boolean,
): ReadonlyMap<string, T> {
  const next = new Map(objects);
  if (present) next.set(object.metadata.name, object);
  else next.delete(object.metadata.name);
  return next;
}
