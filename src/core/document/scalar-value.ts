import { type EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import { type PlainScalar, readPlain } from './plain-scalar.ts';

export type ScalarEvent = Event & { type: typeof EVENT_ID.SCALAR };

export interface ScalarValue {
  readonly value: PlainScalar['value'];
  /** Why it cannot be used. */
  readonly problem?: string;
}

/** What is wrong with the tag of a value, if there is one beside those that are accepted. */
export function tagProblem(tag: string | undefined, ...accepted: string[]): string | undefined {
  if (tag === undefined || tag === '!' || accepted.includes(tag)) return undefined;
  return 'the tag is not accepted; write the plain value';
}

/** The tag that a value is written with, in its short form. */
export function tagOf(
  { tagStart, tagEnd }: Pick<ScalarEvent, 'tagStart' | 'tagEnd'>,
  text: string,
): string | undefined {
  if (tagStart === -1) return undefined;
  return text.slice(tagStart, tagEnd).replace(/^!<tag:yaml\.org,2002:(.*)>$/, '!!$1');
}

/** What one scalar of a text means. */
export function scalarValue(event: ScalarEvent, text: string): ScalarValue {
  const value = getScalarValue(text, event);
  const tag = tagOf(event, text);
  // Written as an escape, which the look for strange characters does not see.
  if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && /\p{Surrogate}/u.test(value)) {
    return { value: null, problem: 'holds half a character' };
  }
  if (tag === undefined && event.style !== SCALAR_STYLE.PLAIN) return { value };
  if (tag === '!' || tag === '!!str') return { value };
  const plain = readPlain(value);
  const problem = typeProblem(plain, tag) ?? numberProblem(plain);
  return problem === undefined ? { value: plain.value } : { value: null, problem };
}

/** The types that each tag accepts; a whole number is a number, too. */
const typesOfTags: Readonly<Record<string, readonly string[]>> = {
  '!!null': ['null'],
  '!!bool': ['bool'],
  '!!int': ['int'],
  '!!float': ['int', 'float'],
};

function typeProblem({ type }: PlainScalar, tag: string | undefined): string | undefined {
  if (tag === undefined) return undefined;
  const types = typesOfTags[tag];
  if (types === undefined) return tagProblem(tag);
  return types.includes(type) ? undefined : 'the tag does not fit the value';
}

function numberProblem({ type, value }: PlainScalar): string | undefined {
  if (typeof value !== 'number') return undefined;
  if (!Number.isFinite(value)) return 'is not a number that can be written';
  if (type !== 'int' || Number.isSafeInteger(value)) return undefined;
  return `is a number beyond ${Number.MAX_SAFE_INTEGER}; quote it for text`;
}
