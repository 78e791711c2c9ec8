import type { EngineKey, KeyKind } from './engine-flags.ts';

/** What is wrong with a value that a flag reads as a document, key by key. */
export function documentFaults(
  keys: Readonly<Record<string, EngineKey>>,
  document: unknown,
): string[] {
  if (!kinds.object(document)) return ['is no document'];
  return Object.entries(Object(document)).flatMap(([name, value]) => {
    const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
    if (key === undefined) return [`has no key ${name}`];
    return isTaken(key, value) ? [] : [`does not take ${JSON.stringify(value)} for ${name}`];
  });
}

function isTaken({ kinds: own, choices }: EngineKey, value: unknown): boolean {
  if (own === undefined) return true;
  return own.some((kind) =>
    kind === 'choice' ? choices?.includes(String(value)) === true : kinds[kind](value),
  );
}

// As a document says them: a number in quotes is a mistake, though some engine would read it.
const kinds: Readonly<Record<Exclude<KeyKind, 'choice'>, (value: unknown) => boolean>> = {
  array: Array.isArray,
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  null: (value) => value === null,
  number: (value) => typeof value === 'number',
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  string: (value) => typeof value === 'string',
};
