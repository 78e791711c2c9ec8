import type { PlannedChange } from '../events.ts';
import { describeRef } from '../manifest.ts';
import type { Plan } from './plan.ts';

/** The changes of a plan as events and results show them. */
export function describeChanges({ changes }: Plan, namespace: string): readonly PlannedChange[] {
  return changes.map(({ action, object, paths, restarts }) => ({
    action,
    object: describeRef(object, namespace),
    paths,
    restarts,
  }));
}

/**
 * One line for people.
 * @example summariseChanges([]) // 'no changes'
 */
export function summariseChanges(changes: readonly PlannedChange[]): string {
  const parts = (['create', 'update'] as const).flatMap((action) => {
    const count = changes.filter((change) => change.action === action).length;
    return count === 0 ? [] : [`${count} to ${action}`];
  });
  if (changes.some(({ restarts }) => restarts)) parts.push('pods restart');
  return parts.length === 0 ? 'no changes' : parts.join(', ');
}
