/** What a rollout may suffer before it counts as failed, as far as the user decides it. */
export interface Tolerance {
  /** How often a container may be started again before its end dooms it. */
  readonly maxRestarts: number;
  /** Whether a quota without room is waited for. */
  readonly waitForQuota: boolean;
  /** How long no node may have room for a pod, in milliseconds; infinite: for ever. */
  readonly unschedulableMilliseconds: number;
}

export const defaultTolerance: Tolerance = {
  maxRestarts: 3,
  waitForQuota: false,
  unschedulableMilliseconds: Number.POSITIVE_INFINITY,
};
