import { mutationPhases } from './record/mutation-phase.ts';
import type { ReleasePhase } from './results.ts';
import type { LiveState } from './target.ts';

/** What a phase is made of; every reader goes by the same rule. */
export interface PhaseFacts {
  /** The phase of the last change, as it is stored; nothing when the record cannot be read. */
  readonly mutation: string | undefined;
  readonly live: LiveState | undefined;
  /** Something stands in the way that does not go away by waiting. */
  readonly isHindered?: boolean;
}

/** How a release stands: an unfinished change first, then what is live. */
export function releasePhase({ mutation, live, isHindered = false }: PhaseFacts): ReleasePhase {
  if (mutation === undefined) return 'Unreadable';
  if (mutation !== 'deployed') return mutationPhase(mutation);
  if (live === undefined) return 'Missing';
  if (live.isUnreadable === true) return 'Unreadable';
  if (live.isStopped) return 'Stopped';
  if (live.isAvailable) return 'Ready';
  return isHindered ? 'Degraded' : 'Progressing';
}

// What a later version writes is no phase that this one can name.
function mutationPhase(text: string): ReleasePhase {
  const known = mutationPhases.find((phase) => phase === text);
  return known === undefined || known === 'deployed' ? 'Unreadable' : capitalise(known);
}

function capitalise<T extends string>(text: T): Capitalize<T> {
  return (text.charAt(0).toUpperCase() + text.slice(1)) as Capitalize<T>;
}
