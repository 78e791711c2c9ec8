import { textAt } from '../core/record/summary.ts';
import type { Target } from '../core/target.ts';
import type { Named } from './check-spelling.ts';
import { requireRelease } from './require-release.ts';

/** Where the weights of a release come from, as its record has it. */
export async function sourceOfRelease(named: Named, target: Target): Promise<string> {
  const stored = await target.readRecord(named.release);
  const { record } = await requireRelease({ ...named, verb: 'license' }, stored, target);
  return textAt(record.intent.model, 'source');
}
