/** What `doctor` found on this machine; one document. */
export interface DoctorResult {
  /** Whether a deploy would work here: no check has failed. */
  readonly isReady: boolean;
  readonly checks: readonly DoctorCheck[];
}

/** In the order in which they are told. */
export const checkNames = [
  'engine',
  'memory',
  'accelerators',
  'state',
  'cache',
  'agent',
  'port',
] as const;

export interface DoctorCheck {
  /** What was looked at. */
  readonly name: (typeof checkNames)[number];
  /** `failed`: a deploy would not work; `warning`: it would, with less than one may hope for. */
  readonly status: 'ok' | 'warning' | 'failed';
  /** One line for people. */
  readonly what: string;
  /** What to do about it: a command wherever there is one. */
  readonly fix?: string;
  /** The error that a deploy would end with. */
  readonly code?: string;
  /** Of the engine, or of the folder. */
  readonly path?: string;
  /** Of the engine or of the agent, in its own words. */
  readonly version?: string;
  readonly availableBytes?: number;
  readonly totalBytes?: number;
  /** Where the OpenAI API listens or would listen. */
  readonly port?: number;
  /** The process of the agent, or the one that has the port. */
  readonly pid?: number;
}
