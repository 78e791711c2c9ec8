import type { ReleaseRecord } from '../core/record/schema.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Ports } from './ports.ts';

/** The record of a change that is over, however it ended. */
export function unlocked(record: ReleaseRecord): ReleaseRecord {
  const { pending: _, ...state } = record.state;
  return { ...record, state };
}

/**
 * Writes how far a failed change came. Best effort: when the record cannot be written any more
 * it still names the change and every object in its inventory, and the next run takes it over.
 */
export async function settle(
  record: ReleaseRecord,
  version: string,
  { target, emit }: Pick<Ports, 'target' | 'emit'>,
): Promise<void> {
  try {
    await target.commitRecord(record, version);
  } catch (error) {
    if (!(error instanceof LlmkubeError)) throw error;
    emit({ type: 'warning', message: `the record could not be written: ${error.message}` });
  }
}
