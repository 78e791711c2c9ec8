/** The end of a sentence about a name that is not known; nothing when no other name is near it. */
export function didYouMean(near: readonly string[]): string {
  return near.length === 0
    ? ''
    : `; did you mean ${near.map((name) => `\`${name}\``).join(' or ')}?`;
}
