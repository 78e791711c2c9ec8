/** Reads JSON that may be none: a page instead of an answer is nothing. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Schemas say no to nothing at all.
    return undefined;
  }
}
