import { processesHere } from './processes/processes-here.ts';

/** A process, told apart from every other one that is or was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In the words of the system: it is compared, and nothing else. */
  readonly startTime: string;
  /** Numbers and start times begin anew with the machine. */
  readonly bootId: string;
}

/** Who the process of that number is now, or nothing when there is none that still runs. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  const processes = processesHere();
  const found = processes.look(pid);
  if (found === undefined || found.hasEnded) return undefined;
  return { pid, startTime: found.startTime, bootId: processes.bootId() };
}

/** Whether exactly this process still runs; one that nobody has waited for yet does not. */
export async function isAlive({ pid, startTime, bootId }: ProcessIdentity): Promise<boolean> {
  const now = await identifyProcess(pid);
  return now?.startTime === startTime && now.bootId === bootId;
}
