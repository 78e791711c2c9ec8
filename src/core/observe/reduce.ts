import type { Manifest } from '../manifest.ts';
import type { Fact } from '../target.ts';
import { isTelling } from './event-findings.ts';
import { type Finding, keyOf } from './finding.ts';
import { type Evidence, findingsOf } from './findings.ts';
import type { DeploymentObject, EventObject, PodObject } from './objects.ts';
import { type PodPhaseName, podPhase } from './pod-phase.ts';
import { pullsAfterEvent, pullsAfterPod } from './pull-memory.ts';

/** Everything known of a release's rollout. A value: each fact gives the next one. */
export interface Observation extends Evidence {
  /** Kinds whose first state is known. */
  readonly synced: ReadonlySet<string>;
  /** Why a kind cannot be seen. */
  readonly missing: ReadonlyMap<string, string>;
  /** Everything that is wrong now. */
  readonly findings: readonly Finding[];
  /** When each finding was first seen, in milliseconds of the caller's clock. */
  readonly findingsSince: ReadonlyMap<string, number>;
  /** By name of the pod. */
  readonly phases: ReadonlyMap<string, { readonly phase: PodPhaseName; readonly since: number }>;
}

export const emptyObservation: Observation = {
  deployment: undefined,
  pods: new Map(),
  replicaSets: new Map(),
  events: new Map(),
  pulls: new Map(),
  synced: new Set(),
  missing: new Map(),
  findings: [],
  findingsSince: new Map(),
  phases: new Map(),
};

/** Takes one fact in. `now` is in milliseconds of any clock that only moves forward. */
export function reduce(seen: Observation, fact: Fact, now: number): Observation {
  if (fact.kind === 'synced') return { ...seen, synced: new Set([...seen.synced, fact.of]) };
  if (fact.kind === 'missing') {
    return { ...seen, missing: new Map([...seen.missing, [fact.of, fact.why]]) };
  }
  return withFindings(
    takeObject(seen, fact.object, { present: fact.kind === 'present', now }),
    now,
  );
}

/** For how long a finding has been seen, in milliseconds. */
export function lasted({ findingsSince }: Observation, finding: Finding, now: number): number {
  return now - (findingsSince.get(keyOf(finding)) ?? now);
}

interface Taking {
  readonly present: boolean;
  readonly now: number;
}

function takeObject(seen: Observation, object: Manifest, { present, now }: Taking): Observation {
  switch (object.kind) {
    case 'Deployment':
      return { ...seen, deployment: present ? (object as DeploymentObject) : undefined };
    case 'ReplicaSet':
      return { ...seen, replicaSets: withObject(seen.replicaSets, object, present) };
    case 'Pod':
      return takePod(seen, object, { present, now });
    case 'Event':
      return takeEvent(seen, object as EventObject, present);
    default:
      return seen;
  }
}

function takePod(seen: Observation, object: PodObject, { present, now }: Taking): Observation {
  const { name } = object.metadata;
  const pulls = pullsAfterPod(seen.pulls, object, seen.pods.get(name));
  const phases = new Map(seen.phases);
  const { phase } = podPhase(object);
  if (!present) phases.delete(name);
  else if (phases.get(name)?.phase !== phase) phases.set(name, { phase, since: now });
  return { ...seen, pods: withObject(seen.pods, object, present), pulls, phases };
}

function takeEvent(seen: Observation, event: EventObject, present: boolean): Observation {
  if (!isTelling(event)) return seen;
  const events = withObject(seen.events, event, present);
  return { ...seen, events, pulls: present ? pullsAfterEvent(seen.pulls, event) : seen.pulls };
}

// A finding that goes away is forgotten, and starts anew when it comes back.
function withFindings(seen: Observation, now: number): Observation {
  const findings = findingsOf(seen);
  const findingsSince = new Map(
    findings.map((finding) => {
      const key = keyOf(finding);
      return [key, seen.findingsSince.get(key) ?? now] as const;
    }),
  );
  return { ...seen, findings, findingsSince };
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
