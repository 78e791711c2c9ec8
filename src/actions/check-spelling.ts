import type { StoredRecord } from '../core/target.ts';

export interface Named {
  /** The folded name. */
  readonly release: string;
  /** As the user typed it. */
  readonly id: string;
}

/**
 * The id that the release of this name has, when it is not the one that was typed. Both the id
 * and the folded name are accepted; a third spelling means another model.
 */
export function otherSpelling(
  { release, id }: Named,
  stored: StoredRecord | undefined,
): string | undefined {
  const model = stored?.record.intent.model;
  const known: unknown =
    typeof model === 'object' && model !== null ? Reflect.get(model, 'id') : undefined;
  if (typeof known !== 'string') return undefined;
  return id === known || id === release ? undefined : known;
}
