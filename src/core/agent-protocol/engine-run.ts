/** One process of an engine, told apart from any other that was or will be given its number. */
export interface RunIdentity {
  readonly pid: number;
  /** As its system counts; only good for comparing. */
  readonly startTime: string;
}

/** The id that a container's status has for a run on a host. */
export function runIdOf({ pid, startTime }: RunIdentity): string {
  return `host://${pid}-${startTime}`;
}

/** The name of the file that a run writes to, or nothing for an id that no host has given. */
export function logNameOf(runId: string): string | undefined {
  const [, name] = /^host:\/\/(\d+-\d+)$/.exec(runId) ?? [];
  return name === undefined ? undefined : `${name}.log`;
}

/** Where the older part of a log lies once it was cut because of its size. */
export function olderPartOf(logFile: string): string {
  return `${logFile}.1`;
}
