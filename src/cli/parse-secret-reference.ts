const defaultKey = 'token';

/** Reads `NAME[:KEY]`; an empty text takes the field away, none was not given. */
export function parseSecretReference(
  text: string | undefined,
  key = defaultKey,
): { readonly name: string; readonly key: string } | null | undefined {
  if (text === undefined || text === '') return text === '' ? null : undefined;
  const colon = text.indexOf(':');
  return colon < 0
    ? { name: text, key }
    : { name: text.slice(0, colon), key: text.slice(colon + 1) };
}
