/** The texts of `Warning` headers of code 299, the way an API server speaks past its answer. */
export function parseWarnings(header: string | readonly string[] | undefined): readonly string[] {
  const text = [header ?? []].flat().join(', ');
  const found = text.matchAll(/(?:^|, )299 \S+ "((?:[^"\\]|\\.)*)"/g);
  return [...found].map(([, words = '']) => words.replaceAll(/\\(.)/g, '$1'));
}
