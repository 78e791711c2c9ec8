import type { RecordState } from '../core/record/schema.ts';
import type { Ports } from './ports.ts';

/** What a record says while somebody changes its release: who, since when, to what end. */
export function lockMarks(
  kind: 'deploy' | 'delete',
  { clock, self, randomId }: Ports,
): Required<Pick<RecordState, 'changed' | 'pending'>> {
  const at = new Date(clock.now()).toISOString();
  return {
    changed: { at, by: self.user, cli: self.version },
    pending: {
      operation: randomId(),
      holder: self.user,
      process: self.process,
      startedAt: at,
      kind,
    },
  };
}
