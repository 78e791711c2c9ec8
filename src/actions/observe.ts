import type { Manifest } from '../core/manifest.ts';
import { conditionOf, type DeploymentObject } from '../core/observe/objects.ts';
import type { Awaited } from '../core/observe/verdict.ts';
import { awaitVerdict, type Outcome, verdictFromObjects } from './await-verdict.ts';
import { guardRevision } from './guard-revision.ts';
import type { ObserveOptions } from './observe-options.ts';
import type { Ports } from './ports.ts';
import { rolloutError } from './rollout-error.ts';

export interface Observed {
  /** What was applied, as the target gave it back. */
  readonly objects: readonly Manifest[];
  readonly options: ObserveOptions;
  /** Milliseconds of the time limit that are over already. */
  readonly spent?: number;
  /** What the record said then; without it whatever is newest is waited for. */
  readonly expected?: Expected;
}

export interface Expected {
  readonly releaseId: string;
  readonly revision: number;
}

/**
 * Stays until what was applied is ready, and gives back the number of pods. Throws the cause when
 * it cannot become so.
 */
export async function observe(release: string, observed: Observed, ports: Ports): Promise<number> {
  ports.emit({ type: 'stageStarted', stage: 'observe' });
  const { verdict, standing } = await outcomeOf(release, observed, ports);
  if (verdict.kind !== 'ready') {
    const { options } = observed;
    const isOurs = verdict.kind === 'gone' && (await isRecorded(release, observed, ports));
    throw rolloutError(release, { verdict, standing, options, isOurs }, ports);
  }
  const pods = verdict.replicas === 1 ? '1 pod' : `${verdict.replicas} pods`;
  ports.emit({ type: 'stageEnded', stage: 'observe', summary: `${pods} ready` });
  return verdict.replicas;
}

// A release that is ready already needs no watch: what the plan read is enough.
async function outcomeOf(release: string, observed: Observed, ports: Ports): Promise<Outcome> {
  const { objects, options } = observed;
  const awaited = awaitedOf(observed);
  const known = verdictFromObjects(
    objects.map((object) => ({ kind: 'present', object })),
    awaited,
  );
  const standing = { message: '', phase: undefined, cause: undefined };
  if (known.kind === 'ready') return { verdict: known, standing };
  const left = options.timeoutMilliseconds - (observed.spent ?? 0);
  const deadline = ports.clock.monotonic() + left;
  const watched = guarded(release, observed, ports);
  return awaitVerdict(release, { ...awaited, deadline }, watched);
}

// A later revision ends the wait for this one.
function guarded(release: string, { objects, expected }: Observed, ports: Ports): Ports {
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  if (expected === undefined || deployment === undefined) return ports;
  return guardRevision({ release, revision: expected.revision, deployment }, ports);
}

function awaitedOf({ objects, options }: Observed): Awaited {
  const deployment: DeploymentObject | undefined = objects.find(
    ({ kind }) => kind === 'Deployment',
  );
  const { uid, generation = 0 } = deployment?.metadata ?? {};
  const isAnswered = (deployment?.status?.observedGeneration ?? 0) >= generation;
  const progress = deployment && conditionOf(deployment, 'Progressing');
  const staleProgress = isAnswered ? undefined : progress?.lastUpdateTime;
  return { uid, generation, staleProgress, tolerance: options };
}

// Whether the record still says what was waited for.
async function isRecorded(
  release: string,
  { expected }: Observed,
  { target }: Ports,
): Promise<boolean> {
  const { state } = (await target.readRecord(release))?.record ?? {};
  if (state === undefined || state.pending !== undefined) return false;
  if (expected === undefined) return true;
  return state.releaseId === expected.releaseId && state.revision === expected.revision;
}
