import type { RunIdentity } from '../../core/agent-protocol/engine-run.ts';

/** A process as it is seen at one moment. */
export interface ProcessLook extends RunIdentity {
  readonly group: number;
  /** It has its own session, as every engine and hardly anything else has. */
  readonly leadsSession: boolean;
  /** It has ended and waits for its parent to notice. */
  readonly hasEnded: boolean;
  readonly user: number;
  /** Whether its command line has exactly this option with exactly this value behind it. */
  readonly hasOption: (option: string, value: string) => boolean;
}

/** What can be known of the processes of this machine. */
export interface ProcessTable {
  /** Another one after each start of the machine: numbers and start times begin anew with it. */
  readonly bootId: () => string;
  readonly look: (pid: number) => ProcessLook | undefined;
  readonly list: () => readonly ProcessLook[];
  /** Cheap enough to be asked several times a second. */
  readonly isAlive: (identity: RunIdentity) => boolean;
}
