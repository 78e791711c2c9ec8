/** An engine that runs, or is starting, on a host. */
export interface RunningEngine {
  readonly estimatedBytes: number;
  /** What it holds that no file stands behind. */
  readonly anonymousBytes: number;
}

/**
 * The memory of a host that is left for one engine more. What a host calls available counts the
 * mapped weights of engines that run, because they could be dropped and read again; whoever took
 * them for free would have two engines push each other out. So each running engine keeps its
 * estimate, less what is gone from `available` already.
 */
export function freeFor(available: number, running: readonly RunningEngine[]): number {
  const kept = running.map(({ estimatedBytes, anonymousBytes }) =>
    Math.max(0, estimatedBytes - anonymousBytes),
  );
  return Math.max(
    0,
    kept.reduce((left, bytes) => left - bytes, available),
  );
}
