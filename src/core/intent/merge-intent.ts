/** Part of an intent: only fields that somebody gave, in the intent's own shape. */
export interface PartialIntent {
  readonly [field: string]: FieldValue | PartialIntent;
}

type FieldValue = string | number | boolean | readonly unknown[] | null | undefined;

/**
 * Lays `given` over `stored`, field by field; lists are replaced whole. A field that is absent
 * or undefined in `given` keeps its stored value, one that is null goes away, and a block that
 * nothing is left in goes with it.
 */
export function mergeIntent(
  stored: Readonly<Record<string, unknown>>,
  given: PartialIntent,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...stored };
  for (const [field, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const before = merged[field];
    const after = isBlock(value) ? mergeIntent(isBlock(before) ? before : {}, value) : value;
    if (after === null || isEmpty(after)) delete merged[field];
    else merged[field] = after;
  }
  return merged;
}

function isBlock(value: unknown): value is PartialIntent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: unknown): boolean {
  return isBlock(value) && Object.keys(value).length === 0;
}
