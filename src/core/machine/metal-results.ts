/** How the agent of this machine stands. */
export interface MetalStatusResult {
  /**
   * `Stopped`: by somebody, so that nothing runs until the next deploy. `Missing`: it has ended, and
   * the next command that looks at releases starts one. `Absent`: none is needed yet.
   */
  readonly phase: 'Running' | 'Stopped' | 'Missing' | 'Absent';
  /** Path of its log. */
  readonly log: string;
  /** Of llmkube. */
  readonly version?: string;
  /** Its process. */
  readonly pid?: number;
  /** ISO 8601. */
  readonly startedAt?: string;
  /** Base URL of its OpenAI API. */
  readonly url?: string;
  /** How many releases it looks after. */
  readonly releases?: number;
}

/** What `metal stop` came to. */
export interface MetalStopResult {
  readonly phase: 'Stopped';
  /** False: there was nothing to end. */
  readonly wasRunning: boolean;
}
