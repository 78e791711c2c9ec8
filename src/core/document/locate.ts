import { EVENT_ID } from 'js-yaml';
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

/** Where a value stands in a text, and its parts, which are looked for when they are asked for. */
export class Placed {
  readonly #source: EventSource;
  readonly #at: number;
  readonly value: number;
  /** Of a field, where its name is. */
  readonly key: number | undefined;
  #parts: ReadonlyMap<PropertyKey, Placed> | undefined;

  /** A value that is left out stands where `before` says. */
  constructor(
    source: EventSource,
    at: number,
    { before = () => 0, key }: { readonly before?: () => number; readonly key?: number } = {},
  ) {
    this.#source = source;
    this.#at = at;
    this.value = startOf(source.events[at] as ValueEvent, source.text) ?? before();
    this.key = key;
  }

  /** The offset of a field's value, or of its key, or of the nearest parent that is there. */
  offsetOf(path: FieldPath, wanted: 'key' | 'value'): number {
    let placed: Placed = this;
    let offset = this.value;
    for (const [index, part] of path.entries()) {
      const found = placed.#part(part);
      if (found === undefined) return offset;
      const isLast = index === path.length - 1;
      // A parent is known by its key: its value may begin lines below.
      offset = isLast && wanted === 'value' ? found.value : (found.key ?? found.value);
      placed = found;
    }
    return offset;
  }

  #part(name: PropertyKey): Placed | undefined {
    return this.#all()?.get(name);
  }

  #all(): ReadonlyMap<PropertyKey, Placed> | undefined {
    const { type } = this.#source.events[this.#at] as ValueEvent;
    if (type === EVENT_ID.MAPPING) this.#parts ??= this.#fields();
    if (type === EVENT_ID.SEQUENCE) this.#parts ??= this.#items();
    return this.#parts;
  }

  /** Behind the last text that is in it. */
  end(): number {
    const event = this.#source.events[this.#at] as ValueEvent;
    const last = [...(this.#all()?.values() ?? [])].at(-1);
    const own = event.type === EVENT_ID.SCALAR ? event.valueEnd : -1;
    return Math.max(this.value + 1, own, last?.end() ?? -1);
  }

  #isEnd(at: number): boolean {
    return this.#source.events[at]?.type === EVENT_ID.POP;
  }

  #items(): ReadonlyMap<PropertyKey, Placed> {
    const { text, events } = this.#source;
    const items = new Map<PropertyKey, Placed>();
    let last: Placed | undefined;
    for (let at = this.#at + 1; !this.#isEnd(at); at = skipValue(events, at)) {
      const behind = last;
      const before = () => dashBehind(text, behind?.end() ?? this.value) ?? this.value;
      last = new Placed(this.#source, at, { before });
      items.set(items.size, last);
    }
    return items;
  }

  #fields(): ReadonlyMap<PropertyKey, Placed> {
    const { text, events } = this.#source;
    const fields = new Map<PropertyKey, Placed>();
    for (let at = this.#at + 1; !this.#isEnd(at); ) {
      const event = events[at] as ValueEvent;
      const key = startOf(event, text) ?? this.value;
      const name = event.type === EVENT_ID.SCALAR ? scalarValue(event, text).value : null;
      const value = skipValue(events, at);
      if (typeof name === 'string') {
        fields.set(name, new Placed(this.#source, value, { before: () => key, key }));
      }
      at = skipValue(events, value);
    }
    return fields;
  }
}

const dashAlone = /(?<=[ \t\n]|^)-(?=[ \t]*(?:#[^\n]*)?(?:\r?\n|$))/g;

// An item that is left out is where its dash is.
function dashBehind(text: string, offset: number): number | undefined {
  dashAlone.lastIndex = offset;
  return dashAlone.exec(text)?.index;
}
