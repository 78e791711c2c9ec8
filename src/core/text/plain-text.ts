/** A string or a number of a document that nobody has checked, as text; nothing for all else. */
export function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}
