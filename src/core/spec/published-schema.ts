import * as z from 'zod';
import { defined } from '../defined.ts';
import type { Runtime } from '../runtime.ts';
import type { FieldNote } from './field-note.ts';
import { fieldNotes } from './field-notes.ts';
import { inside } from './schema-fields.ts';
import { specSchema } from './spec-schema.ts';

/** A part of a JSON schema (draft 2020-12), as far as it is looked into here. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/**
 * The form of a spec as a JSON schema, for editors. What depends on several fields, or on where the
 * release is to run, is checked by `apply` alone.
 */
export function publishedSchema(runtimes: readonly Runtime[]): JsonSchema {
  const schema = z.toJSONSchema(specSchema(runtimes), { io: 'input' }) as JsonSchema;
  return { ...describe(schema, '', fieldNotes(runtimes)), title: 'A release of llmkube' };
}

type Notes = Readonly<Record<string, FieldNote>>;

function describe(schema: JsonSchema, path: string, notes: Notes): JsonSchema {
  const note = notes[path];
  const described = describeInside(schema, path, notes);
  return note === undefined ? described : { ...described, description: sentence(note) };
}

function describeInside(schema: JsonSchema, path: string, notes: Notes): JsonSchema {
  const { properties, items, additionalProperties: values, anyOf } = schema;
  const partAt = (part: unknown, place: string) =>
    typeof part === 'object' && part !== null
      ? describeInside(part as JsonSchema, place, notes)
      : part;
  return {
    ...schema,
    ...defined({
      items: items && partAt(items, `${path}${inside.items}`),
      additionalProperties: values && partAt(values, `${path}${inside.values}`),
      anyOf: Array.isArray(anyOf) ? anyOf.map((part: unknown) => partAt(part, path)) : undefined,
    }),
    ...(properties === undefined ? {} : describeFields(schema, path, notes)),
  };
}

function describeFields(
  { properties = {}, required }: JsonSchema,
  path: string,
  notes: Notes,
): Pick<JsonSchema, 'properties' | 'required'> {
  const described = Object.entries(properties).map(([name, field]) => {
    const own = path === '' ? name : `${path}.${name}`;
    return [name, describe(field, own, notes)] as const;
  });
  // The name of the release stands in for it.
  const isModel = path === 'spec.model';
  const needed = isModel ? required?.filter((name) => name !== 'id') : required;
  return {
    properties: Object.fromEntries(described),
    ...(needed === undefined ? {} : { required: needed }),
  };
}

function sentence(note: FieldNote): string {
  return note.default === undefined ? note.says : `${note.says} By default ${note.default}.`;
}
