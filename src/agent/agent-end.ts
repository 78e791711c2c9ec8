import type { ResignMark } from '../host/elect-agent.ts';
import type { Controlled } from './control-server.ts';
import type { EndingRequest } from './ending-request.ts';

/** How an agent has ended. */
export type AgentEnd =
  /** There is another one. */
  | 'other'
  /** Nothing was to run for long. */
  | 'idle'
  /** Every engine has been ended. */
  | 'stopped'
  /** The engines run on, for the agent that comes after. */
  | 'handedOver';

/** How it comes to its end, and why. */
export interface End {
  readonly kind: Exclude<AgentEnd, 'other'>;
  /** A person has stopped it: nothing is to run until somebody deploys. */
  readonly isForGood: boolean;
  /** Over the control socket, so that whoever asked comes next. */
  readonly isAsked: boolean;
}

/**
 * How an agent with that end is remembered: one that the system ended may have to be restored.
 */
export function markOf(end: End | undefined, now: string): ResignMark | undefined {
  if (end?.isForGood === true) return { stoppedAt: now };
  return end?.kind === 'handedOver' && !end.isAsked ? { letGoAt: now } : undefined;
}

/** The two ends that a command can ask for. */
export function endings(ending: EndingRequest<End>): Pick<Controlled, 'stop' | 'handOver'> {
  return {
    stop: async () => {
      const { kind } = await ending.ask({ kind: 'stopped', isForGood: true, isAsked: true });
      if (kind === 'handedOver') throw new Error('it has let go of its engines');
    },
    handOver: async () => {
      await ending.ask({ kind: 'handedOver', isForGood: false, isAsked: true });
    },
  };
}

/**
 * Ctrl-C is a person who wants an end of it. What else ends the agent (the system, a tool that
 * starts it again) is no reason to end engines that somebody uses: the next agent takes them over.
 */
export function endOf(isIdle: boolean, asked: End | undefined, signal: AbortSignal): End {
  if (asked !== undefined) return asked;
  if (isIdle) return { kind: 'idle', isForGood: false, isAsked: false };
  return signal.reason === 'SIGINT'
    ? { kind: 'stopped', isForGood: true, isAsked: false }
    : { kind: 'handedOver', isForGood: false, isAsked: false };
}
