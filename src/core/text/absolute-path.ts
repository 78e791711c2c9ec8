/**
 * A path of a container as its files know it: absolute, without empty parts, dots and a slash at its
 * end.
 */
export function absolutePath(text: string): string {
  const parts: string[] = [];
  for (const part of text.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
