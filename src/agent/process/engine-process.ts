import type { EngineProgram } from '../../core/agent-protocol/engine-program.ts';
import type { RunIdentity } from '../../core/agent-protocol/engine-run.ts';

/** What an engine is to be started as. */
export interface EngineRun {
  readonly release: string;
  readonly pod: string;
  /** Hash of all that decides how it runs. */
  readonly plan: string;
  readonly program: EngineProgram;
  /** Behind those of the program, with this host's places in them; the socket is one of them. */
  readonly args: readonly string[];
  /** Beside those of this process that an engine may see. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it will listen; of all arguments of all processes it marks this release's. */
  readonly socket: string;
  /** The logs of all runs of the release, one file each. */
  readonly logFolder: string;
}

/** A running engine: started by this agent, or by one before it. */
export interface EngineProcess extends RunIdentity {
  /** As a container's status has it. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly logFile: string;
  /** An agent before this one has started it. */
  readonly isAdopted: boolean;
  /** Resolves when neither it nor a process that it has started is left. */
  readonly ended: Promise<Ending>;
  /** Asks it to end and, after the grace, makes it. Resolves when it is gone. */
  stop(graceMilliseconds: number): Promise<Ending>;
}

/** How an engine ended. Of an adopted one neither status nor signal can be known. */
export interface Ending {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** It did not end within the grace. */
  readonly isForced?: boolean | undefined;
}
