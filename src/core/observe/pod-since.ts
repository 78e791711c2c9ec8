import type { PodObject } from './objects.ts';
import { statusesOf } from './pod-phase.ts';

/** When the last thing happened to a pod that its status tells of. */
export function podSince(pod: PodObject): string | undefined {
  const times = [
    pod.metadata.creationTimestamp,
    ...(pod.status?.conditions ?? []).map(({ lastTransitionTime }) => lastTransitionTime),
    ...statusesOf(pod).flatMap(({ state, lastState }) => [
      state?.running?.startedAt,
      state?.terminated?.finishedAt,
      lastState?.terminated?.finishedAt,
    ]),
  ];
  return times
    .filter((time) => typeof time === 'string')
    .toSorted()
    .at(-1);
}
