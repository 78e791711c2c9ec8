import type { ReleaseRecord } from './schema.ts';

/** The name that clients of a release send, as far as its record says it. */
export function modelIdOf({ intent }: Pick<ReleaseRecord, 'intent'>): string | undefined {
  const { model } = intent;
  const id: unknown =
    typeof model === 'object' && model !== null ? Reflect.get(model, 'id') : undefined;
  return typeof id === 'string' ? id : undefined;
}
