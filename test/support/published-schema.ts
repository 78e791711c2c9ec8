import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

const folder = path.resolve(import.meta.dirname, '../../docs/reference/schemas');

/**
 * A schema of `docs/reference/schemas`, closed: a field that the file does not describe is a fault
 * of the program here, although readers of the published file must let it pass.
 */
export function publishedSchema(file: string): z.ZodType {
  const text = readFileSync(path.join(folder, file), 'utf8');
  return z.fromJSONSchema(closed(JSON.parse(text)) as JsonSchema);
}

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, closed(part)]);
  const schema: Record<string, unknown> = Object.fromEntries(parts);
  const isObject = schema.type === 'object' && typeof schema.properties === 'object';
  return isObject ? { ...schema, additionalProperties: false } : schema;
}

/** Why a document is none of a schema, for the message of a test; empty when it is. */
export function schemaProblems(schema: z.ZodType, document: unknown): string {
  const { error } = schema.safeParse(document);
  return error === undefined ? '' : `${JSON.stringify(document)}: ${z.prettifyError(error)}`;
}
