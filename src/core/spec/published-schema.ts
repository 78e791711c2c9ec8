import { z } from 'zod';
import type { Runtime } from '../runtime.ts';
import type { FieldNote } from './field-note.ts';
import { fieldNotes } from './field-notes.ts';
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
  return { ...describe(schema, [], fieldNotes(runtimes)), title: 'A release of llmkube' };
}

type Notes = Readonly<Record<string, FieldNote>>;

function describe(schema: JsonSchema, path: readonly string[], notes: Notes): JsonSchema {
  const note = notes[path.join('.')];
  const described = note === undefined ? schema : { ...schema, description: sentence(note) };
  if (schema.properties === undefined) return described;
  const properties = Object.fromEntries(
    Object.entries(schema.properties).map(([name, field]) => [
      name,
      describe(field, [...path, name], notes),
    ]),
  );
  // The name of the release stands in for it.
  const isModel = path.join('.') === 'spec.model';
  const required = isModel ? schema.required?.filter((name) => name !== 'id') : schema.required;
  return { ...described, properties, ...(required === undefined ? {} : { required }) };
}

function sentence(note: FieldNote): string {
  return note.default === undefined ? note.says : `${note.says} By default ${note.default}.`;
}
