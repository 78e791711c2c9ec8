import { defaultTolerance, type Tolerance } from '../core/observe/tolerance.ts';

/** How long and how patiently a rollout is watched, the same for every verb that waits. */
export interface ObserveOptions extends Tolerance {
  /** In milliseconds; infinite: as long as it takes. The cluster goes on in any case. */
  readonly timeoutMilliseconds: number;
}

export const defaultObserveOptions: ObserveOptions = {
  ...defaultTolerance,
  timeoutMilliseconds: 30 * 60_000,
};
