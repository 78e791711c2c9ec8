import type { Refusal } from './row.ts';

export const reference =
  'holds `$(NAME)`, the value of another variable, which a document does not refer to; write the value';

/** Of a key that need not be there. */
export const needed = 'cannot be true: what a document names must be there; remove it';

/** Those of a list of texts that refer to a variable. */
export function referencesIn(texts: readonly string[]): readonly Refusal[] {
  return texts.flatMap((text, index) =>
    withoutReferences(text) === undefined ? [{ at: [index], message: reference }] : [],
  );
}

/**
 * What Kubernetes makes of a text of a container: `$$` is one dollar sign. Undefined where it would
 * put the value of a variable in.
 */
export function withoutReferences(text: string): string | undefined {
  const lastEnd = text.lastIndexOf(')');
  const plain: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const isDollar = text[at] === '$';
    if (isDollar && text[at + 1] === '(' && at + 1 < lastEnd) return undefined;
    if (isDollar && text[at + 1] === '$') at += 1;
    plain.push(text[at] ?? '');
  }
  return plain.join('');
}
