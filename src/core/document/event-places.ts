import { EVENT_ID, type Event, SCALAR_STYLE } from 'js-yaml';

/** What a value begins with. */
export type ValueEvent = Exclude<
  Event,
  { type: typeof EVENT_ID.DOCUMENT } | { type: typeof EVENT_ID.POP }
>;

/** The event behind the value that begins at one. */
export function skipValue(events: readonly Event[], at: number): number {
  let depth = 0;
  let next = at;
  do {
    const type = events[next]?.type;
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth += 1;
    if (type === EVENT_ID.POP) depth -= 1;
    next += 1;
  } while (depth > 0);
  return next;
}

/** The offset at which a value begins; undefined for one that is left out. */
export function startOf(event: ValueEvent, text: string): number | undefined {
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  if (event.type !== EVENT_ID.SCALAR) return firstOf(event.tagStart, event.start);
  const { valueStart, style, tagStart, anchorStart } = event;
  if (valueStart === -1) return firstOf(tagStart, anchorStart === -1 ? -1 : anchorStart - 1);
  if (tagStart !== -1) return tagStart;
  if (style === SCALAR_STYLE.PLAIN) return valueStart;
  const isQuoted = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
  return isQuoted ? valueStart - 1 : headerOf(text, valueStart);
}

function firstOf(...offsets: readonly number[]): number | undefined {
  const known = offsets.filter((offset) => offset !== -1);
  return known.length === 0 ? undefined : Math.min(...known);
}

// A block of lines begins at its `|` or `>`, at the end of the line before.
function headerOf(text: string, valueStart: number): number {
  const lineStart = text.lastIndexOf('\n', valueStart - 2) + 1;
  const header = /[|>][-+\d]*[ \t]*(?:#[^\n]*)?\r?\n?$/.exec(text.slice(lineStart, valueStart));
  return header === null ? valueStart : lineStart + header.index;
}
