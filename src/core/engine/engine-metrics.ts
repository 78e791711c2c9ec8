/** What an engine tells of its load, by the names that Prometheus reads. */
export interface EngineMetrics {
  /** At the port that it answers at. */
  readonly path: string;
  /** What the names of all of its metrics begin with, and no others. */
  readonly family: string;
  /** Requests that are worked on now. */
  readonly running: string;
  /** Requests that wait for a turn. */
  readonly waiting: string;
  /** Tokens that were made since it started. */
  readonly tokens: string;
}
