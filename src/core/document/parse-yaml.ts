import { positionsOf } from './locate.ts';
import { parseEvents } from './parse-events.ts';
import { readValue } from './read-value.ts';

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
  const malformed = (offset: number): YamlOutcome => ({
    kind: 'malformed',
    ...positionsOf(relaxed, 1)(offset),
  });
  const parsed = parseEvents(text);
  const relaxed = parsed.kind === 'refused' ? { text } : parsed;
  if (parsed.kind === 'refused') return malformed(parsed.fault.offset);
  if (parsed.kind === 'malformed') return malformed(parsed.offset);
  const { events } = parsed;
  if (events.length === 0) return { kind: 'read', value: null };
  const { value, faults, next } = readValue({ text: parsed.text, events }, 1);
  const fault = faults.find(({ earlier }) => earlier === undefined);
  if (fault !== undefined) return malformed(fault.offset);
  // A second document would be read by nobody.
  if (next + 1 < events.length) return malformed(parsed.text.search(/^(?:---|\.\.\.)/m));
  return { kind: 'read', value };
}
