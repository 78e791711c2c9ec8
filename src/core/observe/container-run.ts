import type { PodObject } from './objects.ts';
import { statusesOf } from './pod-phase.ts';

/** One run of a container, as a log can be asked for. */
export interface ContainerRun {
  readonly run: string;
  /** It is not the newest one of its container. */
  readonly previous: boolean;
}

/**
 * The run of a container that has something to read: the newest that has begun or, when it was
 * asked for, the one before. Text says why there is none.
 */
export function containerRun(
  pod: PodObject,
  { container, previous }: { readonly container: string; readonly previous: boolean },
): ContainerRun | string {
  const status = statusesOf(pod).find(({ name }) => name === container);
  const last = status?.lastState?.terminated?.containerID;
  if (previous) return last ? { run: last, previous: true } : `${container} has no earlier run`;
  const hasBegun = status?.state?.running !== undefined || status?.state?.terminated !== undefined;
  if (hasBegun && status?.containerID) return { run: status.containerID, previous: false };
  // Between two starts the last words of the run before are what there is.
  return last ? { run: last, previous: true } : `${container} has not started`;
}
