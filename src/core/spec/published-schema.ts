import { z } from 'zod';
import type { RuntimeSpec } from '../intent/schema.ts';
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
export function publishedSchema(runtimes: readonly RuntimeSpec[]): JsonSchema {
  // A machine needs no image, so an editor must not ask for one.
  const schema = z.toJSONSchema(specSchema(runtimes, 'host'), { io: 'input' }) as JsonSchema;
  return { ...describe(schema, []), title: 'A release of llmkube' };
}

function describe(schema: JsonSchema, path: readonly string[]): JsonSchema {
  const note = fieldNotes[path.join('.')];
  const described = note === undefined ? schema : { ...schema, description: sentence(note) };
  if (schema.properties === undefined) return described;
  const properties = Object.fromEntries(
    Object.entries(schema.properties).map(([name, field]) => [
      name,
      describe(field, [...path, name]),
    ]),
  );
  // The name of the release stands in for it.
  const isModel = path.join('.') === 'spec.model';
  const required = isModel ? schema.required?.filter((name) => name !== 'id') : schema.required;
  return { ...described, properties, ...(required === undefined ? {} : { required }) };
}

function sentence(note: { readonly says: string; readonly default?: string }): string {
  return note.default === undefined ? note.says : `${note.says} By default ${note.default}.`;
}
