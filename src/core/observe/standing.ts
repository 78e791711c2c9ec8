import { formatDuration } from '../text/duration.ts';
import { currentPods } from './current-pods.ts';
import type { Cause } from './finding.ts';
import type { PodPhaseName } from './pod-phase.ts';
import type { Observation } from './reduce.ts';
import { type Awaited, standingFindings } from './verdict.ts';

/** How a rollout stands that has come to nothing yet. */
export interface Standing {
  /** One line for people: the least advanced pod, since when, and what is wrong with it. */
  readonly message: string;
  readonly phase: PodPhaseName | undefined;
  readonly cause: Cause | undefined;
}

/** Sums up what is known at `now` for whoever asks why it takes so long. */
export function standingOf(seen: Observation, awaited: Awaited, now: number): Standing {
  const [finding] = standingFindings(seen, awaited);
  const pods = currentPods(seen).map(({ metadata }) => metadata.name);
  const name = finding?.cause.pod ?? pods[0];
  const known = name === undefined ? undefined : seen.phases.get(name);
  const since = known === undefined ? '' : ` since ${formatDuration(now - known.since)}`;
  const pod = known === undefined ? 'there is no pod yet' : `pod ${name} is ${known.phase}${since}`;
  return {
    message: finding === undefined ? pod : `${pod}: ${finding.cause.message}`,
    phase: known?.phase,
    cause: finding?.cause,
  };
}
