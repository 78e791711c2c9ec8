import * as z from 'zod';
import { mergeIntent, type PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { intentSchema } from '../../../src/core/intent/schema.ts';
import type { JsonSchema } from '../../../src/core/spec/published-schema.ts';
import { fieldsBelow, formsOf, type SchemaField } from '../../../src/core/spec/schema-fields.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { fieldChanges, plainIntent } from '../field-changes.ts';

/** One value of one field, and the intent that it is laid over. */
export interface FieldValue {
  readonly name: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** The sample of each field, and of what has few values each of the others. */
export function fieldValues(): readonly FieldValue[] {
  const few = fewValues();
  return Object.entries(fieldChanges).flatMap(([path, { given, beside = {} }]) => {
    const before = mergeIntent(plainIntent, beside);
    const after = mergeIntent(before, given);
    const others = (few.get(path) ?? []).map((value) => ({
      name: `${path}: ${value}`,
      before,
      after: mergeIntent(after, blockOf(path, value)),
    }));
    return [{ name: path, before, after }, ...others];
  });
}

function blockOf(path: string, value: unknown): PartialIntent {
  return path
    .split('.')
    .reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as PartialIntent;
}

// Those inside of lists and mappings have no one place.
function fewValues(): ReadonlyMap<string, readonly unknown[]> {
  const schema = z.toJSONSchema(intentSchema(runtimes), { io: 'input' }) as JsonSchema;
  const all = below({ path: '', forms: [schema] });
  return new Map(
    all
      .filter(({ path }) => !/\[\]|NAME/.test(path))
      .map(({ path, forms }) => [path, forms.flatMap(valuesOf)]),
  );
}

function below(field: Omit<SchemaField, 'isRequired'>): readonly SchemaField[] {
  return fieldsBelow(field).flatMap((one) => [one, ...below(one)]);
}

// A number is one of few beside words alone.
function valuesOf(schema: JsonSchema, _: number, all: readonly JsonSchema[]): readonly unknown[] {
  return formsOf(schema).flatMap(({ enum: words, const: word, type }): readonly unknown[] => {
    if (Array.isArray(words)) return words;
    if (word !== undefined) return [word];
    if (type === 'boolean') return [true, false];
    return type === 'integer' && all.length > 1 ? [12] : [];
  });
}
