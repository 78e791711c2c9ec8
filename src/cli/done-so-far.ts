import type { LlmkubeEvent } from '../core/events.ts';

/** What a command has changed so far, which is what its events say. */
export interface DoneSoFar {
  readonly hear: (event: LlmkubeEvent) => void;
  /** To stand after what ended it. */
  readonly sentence: () => string;
  /** By name, for machines. */
  readonly facts: () => { readonly written: string[]; readonly removed: string[] };
}

export function doneSoFar(): DoneSoFar {
  const written: string[] = [];
  const removed: string[] = [];
  return {
    hear: (event) => {
      if (event.type === 'objectApplied') written.push(event.object);
      if (event.type === 'objectRemoved') removed.push(event.object);
    },
    sentence: () => {
      const parts = [counted(written, 'written'), counted(removed, 'removed')].flat();
      return parts.length === 0
        ? 'no object was changed before it'
        : `before it ${parts.join(' and ')}`;
    },
    facts: () => ({ written: [...written], removed: [...removed] }),
  };
}

function counted({ length }: readonly string[], verb: string): string[] {
  if (length === 0) return [];
  return [length === 1 ? `1 object was ${verb}` : `${length} objects were ${verb}`];
}
