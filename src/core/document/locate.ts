import { EVENT_ID, type Event } from 'js-yaml';
import { skipValue, startOf, type ValueEvent } from './event-places.ts';
import type { FieldPath, Position } from './problem.ts';
import type { EventSource } from './read-value.ts';
import type { RelaxedText } from './relax-indentation.ts';
import { scalarValue } from './scalar-value.ts';

/**
 * Lines and columns of the offsets of one piece of a file, whose first line has that number in it;
 * `widened` has the lines that were moved to the right.
 */
export function positionsOf(
  { text, widened }: Pick<RelaxedText, 'text'> & Partial<RelaxedText>,
  firstLine: number,
): (offset: number) => Position {
  let starts: readonly number[] | undefined;
  // Counted when the first place is asked for, which in a document without problems is never.
  return (offset) => {
    starts ??= lineStartsOf(text);
    const at = Math.min(offset, text.length);
    const line = lineOf(starts, at);
    const column = at - (starts[line] ?? 0) + 1 - (widened?.get(line) ?? 0);
    return { line: line + firstLine, column: Math.max(1, column) };
  };
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The last line that begins at the offset or before it, counted from 0. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where a value stands in a text, and its parts. */
export interface Placed {
  readonly value: number;
  /** Of a field, where its name is. */
  readonly key?: number;
  readonly parts?: ReadonlyMap<PropertyKey, Placed>;
}

/** The offset of a field's value, or of its key, or of the nearest parent that is there. */
export function offsetOf(root: Placed, path: FieldPath, wanted: 'key' | 'value'): number {
  let placed = root;
  let offset = root.value;
  for (const [index, part] of path.entries()) {
    const found = placed.parts?.get(part);
    if (found === undefined) return offset;
    const isLast = index === path.length - 1;
    // A parent is known by its key: its value may begin lines below.
    offset = isLast && wanted === 'value' ? found.value : (found.key ?? found.value);
    placed = found;
  }
  return offset;
}

/** The places of a whole value; made once for all problems that it has. */
export function placesOf(source: EventSource, at: number): Placed {
  return new Places(source).take(at, 0).placed;
}

const dashAlone = /(?<=[ \t\n]|^)-(?=[ \t]*(?:#[^\n]*)?(?:\r?\n|$))/g;

interface Taken {
  readonly placed: Placed;
  readonly next: number;
}

class Places {
  readonly #text: string;
  readonly #events: readonly Event[];

  constructor({ text, events }: EventSource) {
    this.#text = text;
    this.#events = events;
  }

  /** A value that is left out stands where `before` is. */
  take(at: number, before: number): Taken {
    const event = this.#event(at);
    const value = startOf(event, this.#text) ?? before;
    if (event.type === EVENT_ID.MAPPING) return this.#map(at, value);
    if (event.type === EVENT_ID.SEQUENCE) return this.#list(at, value);
    return { placed: { value }, next: at + 1 };
  }

  #event(at: number): ValueEvent {
    return this.#events[at] as ValueEvent;
  }

  #isEnd(at: number): boolean {
    return this.#events[at]?.type === EVENT_ID.POP;
  }

  #list(opened: number, value: number): Taken {
    const parts = new Map<PropertyKey, Placed>();
    let at = opened + 1;
    let behind = value;
    while (!this.#isEnd(at)) {
      const { placed, next } = this.take(at, this.#dashBehind(behind) ?? value);
      behind = placed.value + 1;
      parts.set(parts.size, placed);
      at = next;
    }
    return { placed: { value, parts }, next: at + 1 };
  }

  // An item that is left out is where its dash is.
  #dashBehind(offset: number): number | undefined {
    dashAlone.lastIndex = offset;
    return dashAlone.exec(this.#text)?.index;
  }

  #map(opened: number, value: number): Taken {
    const parts = new Map<PropertyKey, Placed>();
    let at = opened + 1;
    while (!this.#isEnd(at)) {
      const event = this.#event(at);
      const key = startOf(event, this.#text) ?? value;
      const name = event.type === EVENT_ID.SCALAR ? scalarValue(event, this.#text).value : null;
      const { placed, next } = this.take(skipValue(this.#events, at), key);
      if (typeof name === 'string') parts.set(name, { ...placed, key });
      at = next;
    }
    return { placed: { value, parts }, next: at + 1 };
  }
}
