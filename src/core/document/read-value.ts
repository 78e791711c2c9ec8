import { EVENT_ID, type Event, SCALAR_STYLE } from 'js-yaml';
import { skipValue, startOf, type ValueEvent } from './event-places.ts';
import type { Fault } from './fault.ts';
import { documentLimits } from './limits.ts';
import { type ScalarEvent, scalarValue, tagOf, tagProblem } from './scalar-value.ts';

/** The syntax of one piece of a file. */
export interface EventSource {
  readonly text: string;
  readonly events: readonly Event[];
}

export interface ReadValue {
  readonly value: unknown;
  /** What in it has no value. */
  readonly faults: readonly Fault[];
  /** The event behind it. */
  readonly next: number;
}

type Plain = Record<string, unknown>;

/**
 * The plain value that begins at an event. Aliases are followed as they stand in the text, within a
 * bound on what they add.
 */
export function readValue(source: EventSource, at: number): ReadValue {
  return new ValueReader(source, at).readAll();
}

/** Reads on from the event it is at; each method leaves it behind what it has read. */
class ValueReader {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #faults: Fault[] = [];
  /** By their names the events that they stand at. */
  readonly #anchors = new Map<string, number>();
  readonly #targets = new Map<number, number>();
  readonly #open = new Set<number>();
  readonly #path: PropertyKey[] = [];
  #at: number;
  /** Aliases that are being followed. */
  #aliases = 0;
  #outermost = 0;
  #added = 0;
  #offset = 0;

  constructor({ text, events }: EventSource, at: number) {
    this.#text = text;
    this.#events = events;
    this.#at = at;
  }

  readAll(): ReadValue {
    const value = this.#read();
    return { value, faults: this.#faults, next: this.#at };
  }

  #read(): unknown {
    if (this.#isTooMuch()) return this.#skip();
    if (this.#path.length > documentLimits.depth) {
      this.#fault(this.#at, 'values are nested too deeply');
      return this.#skip();
    }
    const event = this.#event();
    if (event.type === EVENT_ID.ALIAS) return this.#follow(event);
    if (event.anchorStart !== -1 && this.#aliases === 0) {
      this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), this.#at);
    }
    return event.type === EVENT_ID.SCALAR ? this.#scalar(event) : this.#collection(event);
  }

  #event(at = this.#at): ValueEvent {
    return this.#events[at] as ValueEvent;
  }

  #skip(): null {
    this.#at = skipValue(this.#events, this.#at);
    return null;
  }

  // Whether what aliases add is beyond the bound, which is told once.
  #isTooMuch(): boolean {
    if (this.#aliases === 0) return false;
    this.#added += 1;
    if (this.#added === documentLimits.aliased + 1) {
      this.#fault(this.#outermost, `aliases add more than ${documentLimits.aliased} values`);
    }
    return this.#added > documentLimits.aliased;
  }

  #offsetOf(at: number): number {
    this.#offset = startOf(this.#event(at), this.#text) ?? this.#offset;
    return this.#offset;
  }

  #fault(at: number, message: string): void {
    this.#faults.push({ offset: this.#offsetOf(at), path: [...this.#path], message });
  }

  // What an alias stands for has its problems at its own place.
  #tell(at: number, message: string | undefined): void {
    if (message !== undefined && this.#aliases === 0) this.#fault(at, message);
  }

  #follow(alias: ValueEvent & { type: typeof EVENT_ID.ALIAS }): unknown {
    const at = this.#at;
    this.#at += 1;
    // What it meant at its own place, also when the anchor is set again before it is read again.
    const name = this.#text.slice(alias.anchorStart, alias.anchorEnd);
    const target = this.#targets.get(at) ?? this.#anchors.get(name);
    if (target === undefined) this.#tell(at, 'the alias has no anchor before it');
    if (target === undefined || this.#added > documentLimits.aliased) return null;
    this.#targets.set(at, target);
    if (this.#open.has(target)) {
      this.#fault(at, 'the alias is a part of itself');
      return null;
    }
    if (this.#aliases === 0) this.#outermost = at;
    this.#aliases += 1;
    this.#at = target;
    const value = this.#read();
    this.#aliases -= 1;
    this.#at = at + 1;
    return value;
  }

  #scalar(event: ScalarEvent): unknown {
    const { value, problem } = scalarValue(event, this.#text);
    this.#tell(this.#at, problem);
    this.#at += 1;
    return value;
  }

  #collection(event: Exclude<ValueEvent, { type: typeof EVENT_ID.ALIAS }>): unknown {
    const opened = this.#at;
    const isMap = event.type === EVENT_ID.MAPPING;
    this.#tell(opened, tagProblem(tagOf(event, this.#text), isMap ? '!!map' : '!!seq'));
    this.#open.add(opened);
    this.#at += 1;
    const value = isMap ? this.#map() : this.#list();
    this.#open.delete(opened);
    // Behind the mark of its end.
    this.#at += 1;
    return value;
  }

  #isEnd(): boolean {
    return this.#events[this.#at]?.type === EVENT_ID.POP;
  }

  #list(): unknown[] {
    const items: unknown[] = [];
    while (!this.#isEnd()) {
      this.#path.push(items.length);
      items.push(this.#read());
      this.#path.pop();
    }
    return items;
  }

  #map(): Plain {
    const value: Plain = {};
    const seen = new Map<string, number>();
    while (!this.#isEnd()) {
      if (this.#isMergeKey()) {
        this.#at += 1;
        // As Go does: over what stands before it, and of several the first goes before the others.
        for (const source of this.#sources().toReversed()) Object.assign(value, source);
      } else {
        const name = this.#key(seen);
        this.#path.push(name ?? '?');
        const field = this.#read();
        this.#path.pop();
        if (name !== undefined) value[name] = field;
      }
    }
    return value;
  }

  #isMergeKey(): boolean {
    const event = this.#event();
    const isPlain = event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN;
    return isPlain && this.#text.startsWith('<<', event.valueStart) && isTwoLong(event);
  }

  // The name that a key gives; undefined for one that gives none, which is told.
  #key(seen: Map<string, number>): string | undefined {
    const at = this.#at;
    const { type } = this.#event();
    const isText = type === EVENT_ID.SCALAR || type === EVENT_ID.ALIAS;
    const name = isText ? this.#read() : this.#skip();
    if (typeof name !== 'string') this.#tell(at, 'the key is not text; write it in quotes');
    else if (name === '__proto__') this.#tell(at, 'the key `__proto__` is not accepted');
    else {
      this.#tellTwice(at, name, seen);
      return name;
    }
    return undefined;
  }

  #tellTwice(at: number, name: string, seen: Map<string, number>): void {
    const first = seen.get(name);
    if (first === undefined) seen.set(name, at);
    else if (this.#aliases === 0) {
      const earlier = this.#offsetOf(first);
      const path = [...this.#path, name];
      const message = 'the key is given twice';
      this.#faults.push({ offset: this.#offsetOf(at), path, message, earlier });
    }
  }

  #sources(): readonly Plain[] {
    const at = this.#at;
    const before = this.#faults.length;
    const value = this.#read();
    if (this.#faults.length > before || this.#added > documentLimits.aliased) return [];
    const sources = Array.isArray(value) ? value : [value];
    if (sources.every(isPlain)) return sources;
    this.#tell(at, 'only a mapping, or a list of them, can be merged by `<<`');
    return [];
  }
}

function isTwoLong({ valueStart, valueEnd }: ScalarEvent): boolean {
  return valueEnd - valueStart === 2;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
