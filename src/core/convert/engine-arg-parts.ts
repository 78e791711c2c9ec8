import { wordOf } from './engines.ts';
import type { Facts } from './facts.ts';
import { withoutReferences } from './references.ts';
import type { Part, Refusal } from './row.ts';

const list = ['runtime', 'args'];
const isCount = /^[1-9][0-9]{0,8}$/;

interface Read {
  /** Fields that words say, by their paths. */
  readonly said: readonly {
    readonly field: string;
    readonly value: unknown;
    readonly at: number;
  }[];
  /** The indices of all other words. */
  readonly rest: readonly number[];
  readonly refusals: readonly Refusal[];
}

const nothing: Read = { said: [], rest: [], refusals: [] };

/** Takes apart what `extraArgs` say to an engine other than llama.cpp. */
function readWords({ service, engine }: Facts): Read {
  const words = service.extraArgs ?? [];
  let read = nothing;
  for (let index = 0; index < words.length; index += 1) {
    const text = words[index] ?? '';
    const known = engine?.said?.find(({ word }) => word === wordOf(text));
    const isInline = text.includes('=');
    const at = isInline ? index : index + 1;
    const value = isInline ? text.slice(text.indexOf('=') + 1) : words[at];
    if (engine?.given?.includes(wordOf(text)) === true) continue;
    if (known === undefined || (known.isCount === true && !isCount.test(value ?? ''))) {
      read = { ...read, rest: [...read.rest, index] };
      continue;
    }
    const problem = problemOf(value, known.word === '--served-model-name' ? words[at + 1] : '-');
    read =
      problem === undefined
        ? {
            ...read,
            said: [
              ...read.said,
              { field: known.field, value: known.isCount ? Number(value) : value, at },
            ],
          }
        : { ...read, refusals: [...read.refusals, { at: [index], message: problem }] };
    index = at;
  }
  return read;
}

function problemOf(value: string | undefined, next = '-'): string | undefined {
  if (value === undefined) return 'has no value';
  return next.startsWith('-') ? undefined : 'has several names, and a release has one';
}

/** Whether `extraArgs` say a field, so that they come before whatever else does. */
export function isSaidByWords(facts: Facts, field: string): boolean {
  return readWords(facts).said.some((one) => one.field === field);
}

/** What `extraArgs` become: fields where there are fields, and arguments. */
export function engineArgParts(facts: Facts): readonly Part[] {
  const { said, rest } = readWords(facts);
  const words = facts.service.extraArgs ?? [];
  const fields = said.map(({ field, value, at }) => ({
    to: field.split('.'),
    value,
    from: [at],
  }));
  if (rest.length === 0) return fields;
  const texts = rest.map((index) => withoutReferences(words[index] ?? ''));
  const items = rest.map((index, at) => ({ to: [...list, at], value: texts[at], from: [index] }));
  return [...fields, { to: list, value: texts, from: [] }, ...items];
}

export function engineArgRefusals(facts: Facts): readonly Refusal[] {
  return readWords(facts).refusals;
}
