import type { LlmkubeError } from '../../errors/llmkube-error.ts';
import type { Manifest, ObjectRef } from '../manifest.ts';
import type { InventoryEntry } from '../record/schema.ts';
import type { MemoryEstimate } from '../target.ts';

/** What would happen to one object. */
export interface Change {
  readonly action: 'create' | 'update' | 'unchanged';
  readonly object: ObjectRef;
  /** Where the live object would change; empty for a new one. */
  readonly paths: readonly string[];
  /** The running pods would be replaced. */
  readonly restarts: boolean;
  /** What the API server warns of, in its own words. */
  readonly warnings: readonly string[];
  readonly memory?: MemoryEstimate;
  readonly desired: Manifest;
  readonly live: Manifest | undefined;
}

/** Everything a deploy would do, known before the first write. */
export interface Plan {
  readonly changes: readonly Change[];
  /** Objects of an earlier revision that are no longer wanted. */
  readonly prune: readonly InventoryEntry[];
  /** Why it cannot be done; empty when it can. */
  readonly refusals: readonly LlmkubeError[];
  /** Objects that must be gone first. */
  readonly terminating: readonly ObjectRef[];
}

/** Tells whether carrying out the plan would write any object. */
export function hasChanges(plan: Plan): boolean {
  return plan.prune.length > 0 || plan.changes.some(({ action }) => action !== 'unchanged');
}
