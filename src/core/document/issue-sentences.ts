import type * as z from 'zod';
import { didYouMean } from '../text/did-you-mean.ts';
import { nearNames } from '../text/near-names.ts';
import { valueAt } from '../value-at.ts';
import type { FieldPath } from './problem.ts';

/** What is wrong with one field, to be read after its path. */
export interface FieldSentence {
  readonly path: FieldPath;
  readonly message: string;
  /** Whether the name of the field is wrong, and not its value. */
  readonly isKey: boolean;
}

/**
 * One sentence for each field that an issue is about; `value` is what was checked. The words are
 * found when they are read: of very many problems most are not told.
 */
export function issueSentences(
  issue: z.core.$ZodIssue,
  { schema, value }: { readonly schema: z.core.$ZodType; readonly value: unknown },
): readonly FieldSentence[] {
  if (issue.code === 'invalid_key') {
    const message = issue.issues[0]?.message ?? issue.message;
    return [{ path: issue.path, message, isKey: true }];
  }
  if (issue.code !== 'unrecognized_keys') {
    const { path } = issue;
    return [
      {
        path,
        isKey: false,
        get message() {
          return describe(issue, valueAt(value, path));
        },
      },
    ];
  }
  const known = knownKeys(schema, issue.path);
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    isKey: true,
    get message() {
      return noField(key, known);
    },
  }));
}

function noField(key: string, known: readonly string[]): string {
  const near = key.length > 100 ? [] : nearNames(key, known);
  return `no field \`${key.slice(0, 100)}\`${didYouMean(near)}`;
}

function describe(issue: z.core.$ZodIssue, given: unknown): string {
  if (given === undefined && issue.code !== 'custom') return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return describeType(issue.expected, given);
    case 'invalid_value': {
      const accepted = issue.values.map(String);
      const isShort = typeof given === 'string' && given.length < 100;
      // Of one that is accepted it is said already.
      const near = isShort && accepted.length > 1 ? nearNames(given, accepted) : [];
      return `is not ${accepted.map((word) => `\`${word}\``).join(' or ')}${didYouMean(near)}`;
    }
    case 'too_small':
      return `is less than ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `is more than ${issue.maximum}${unit(issue.origin)}`;
    default:
      return issue.message;
  }
}

const units: Readonly<Record<string, string>> = {
  string: ' characters long',
  array: ' items',
};

function unit(origin: string): string {
  return units[origin] ?? '';
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a mapping of fields',
  record: 'a mapping of fields',
  array: 'a list',
};

// Only numbers are quoted: a text may be a secret.
function describeType(expected: string, given: unknown): string {
  const wanted = typeNames[expected] ?? expected;
  const isNumber = expected === 'number' || expected === 'int';
  if (isNumber && typeof given === 'string' && /^-?[0-9]{1,16}$/.test(given)) {
    return `is \`"${given}"\`, which is text; write ${given} without quotes`;
  }
  if (expected === 'string' && typeof given === 'number') {
    return `is ${given}, which is a number; write "${given}" in quotes`;
  }
  if (expected === 'string' && typeof given === 'boolean') {
    return 'is true or false, not text; write it in quotes';
  }
  return `is not ${wanted}`;
}

function knownKeys(schema: z.core.$ZodType, path: FieldPath): readonly string[] {
  let found: z.core.$ZodType | undefined = bare(schema);
  for (const part of path) {
    const def: z.core.$ZodTypes['_zod']['def'] | undefined = defOf(found);
    if (def?.type === 'object') found = def.shape[String(part)];
    else if (def?.type === 'array') found = def.element;
    else if (def?.type === 'record') found = def.valueType;
    else return [];
    found = found === undefined ? undefined : bare(found);
  }
  const def = defOf(found);
  return def?.type === 'object' ? Object.keys(def.shape) : [];
}

function defOf(schema: z.core.$ZodType | undefined): z.core.$ZodTypes['_zod']['def'] | undefined {
  return (schema as z.core.$ZodTypes | undefined)?._zod.def;
}

function bare(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const isWrapped = def.type === 'optional' || def.type === 'nullable' || def.type === 'default';
  return isWrapped ? bare(def.innerType) : schema;
}
