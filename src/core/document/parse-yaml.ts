import { LineCounter, parseDocument } from 'yaml';

/** What reading a YAML text gives: its value, or where and why it cannot be read. */
export type YamlOutcome =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'malformed'; readonly line: number; readonly column: number };

/**
 * Reads one YAML or JSON text the way Go programs around Kubernetes do: YAML 1.1, where the last
 * of two equal keys wins. A malformed text is reported by its place only, because the text around
 * it may be a secret.
 */
export function parseYaml(text: string): YamlOutcome {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    uniqueKeys: false,
    logLevel: 'silent',
    lineCounter,
  });
  const problem = document.errors[0];
  if (problem !== undefined) {
    const { line, col } = lineCounter.linePos(problem.pos[0]);
    return { kind: 'malformed', line, column: col };
  }
  try {
    return { kind: 'read', value: document.toJS({ maxAliasCount: 100 }) };
  } catch (thrown) {
    // An alias of nothing, or so many that they would fill the memory; the parser has no place.
    if (!(thrown instanceof ReferenceError)) throw thrown;
    return { kind: 'malformed', line: 1, column: 1 };
  }
}
