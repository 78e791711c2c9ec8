import { type Event, parseEvents as parse, YAMLException } from 'js-yaml';
import type { Fault } from './fault.ts';
import { documentLimits } from './limits.ts';
import { type RelaxedText, relaxIndentation } from './relax-indentation.ts';

/** The syntax of a text as its parts in turn, or what is wrong with it. */
export type ParseOutcome =
  | ({ readonly kind: 'parsed'; readonly events: readonly Event[] } & RelaxedText)
  /** Beyond what is read at all. */
  | { readonly kind: 'refused'; readonly fault: Fault }
  /** No YAML, from that offset on. */
  | ({ readonly kind: 'malformed'; readonly offset: number } & RelaxedText);

// What YAML has no place for, outside of escapes: control characters and halves of a character.
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

// Places count lines as editors do, which part them at line feeds.
const loneReturn = /\r(?!\n)/;

/** Each part of the syntax begins at one of these, or is the value of a key that does. */
const beginnings = /[,[\]{}\n]|[:?-]\s/g;

/** Reads the syntax of one piece of a file, within bounds of time and memory. */
export function parseEvents(text: string): ParseOutcome {
  const strange = unprintable.exec(text);
  if (strange !== null) {
    const code = strange[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
    return refused(strange.index, `the control character U+${code} is not accepted`);
  }
  const lone = loneReturn.exec(text);
  if (lone !== null) return refused(lone.index, 'a line ends without a line feed');
  const directive = directiveIn(text);
  if (directive !== undefined) return refused(directive, directiveRefused);
  const tooMany = beyondLimit(text);
  if (tooMany !== undefined) return refused(tooMany, 'the document is too large');
  return parseRelaxed(text);
}

function parseRelaxed(text: string): ParseOutcome {
  const isShort = text.length <= documentLimits.diagnosedCharacters;
  let relaxed: RelaxedText = { text, widened: new Map() };
  for (let tries = 0; ; tries += 1) {
    const outcome = parseOnce(relaxed);
    if (outcome.kind !== 'deficient') return outcome;
    const next =
      isShort && tries < mostTries ? relaxIndentation(relaxed, outcome.offset) : undefined;
    if (next === undefined) return { kind: 'malformed', offset: outcome.offset, ...relaxed };
    relaxed = next;
  }
}

/** Of one document; each reads it again. */
const mostTries = 100;

function parseOnce(
  relaxed: RelaxedText,
): ParseOutcome | { readonly kind: 'deficient'; readonly offset: number } {
  try {
    const events = parse(relaxed.text, { maxDepth: documentLimits.depth });
    return { kind: 'parsed', events, ...relaxed };
  } catch (thrown) {
    if (!(thrown instanceof YAMLException)) throw thrown;
    const { reason, mark } = thrown;
    const offset = mark?.position ?? 0;
    if (reason === 'deficient indentation') return { kind: 'deficient', offset };
    if (/maxDepth/.test(reason)) {
      return refused(offset, `more than ${documentLimits.depth} values are nested`);
    }
    return { kind: 'malformed', offset, ...relaxed };
  }
}

// Kubernetes cuts files at `---`, so that what is said before it is lost.
const directiveRefused = 'a line that begins with % is not accepted';

function directiveIn(text: string): number | undefined {
  if (!/^%/m.test(text)) return undefined;
  let isBeforeDocument = true;
  let offset = 0;
  for (const line of text.split('\n')) {
    if (isBeforeDocument && line.startsWith('%')) return offset;
    if (/^\.\.\.\s*$/.test(line)) isBeforeDocument = true;
    else if (!/^\s*(?:#|$)/.test(line)) isBeforeDocument = false;
    offset += line.length + 1;
  }
  return undefined;
}

function refused(offset: number, message: string): ParseOutcome {
  return { kind: 'refused', fault: { offset, path: [], message } };
}

// The parser has no bound of its own on what it makes.
function beyondLimit(text: string): number | undefined {
  if (text.length <= documentLimits.parts) return undefined;
  let count = 0;
  for (const { index } of text.matchAll(beginnings)) {
    count += 1;
    if (count > documentLimits.parts) return index;
  }
  return undefined;
}
