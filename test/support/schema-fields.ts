import type { JsonSchema } from '../../src/core/spec/published-schema.ts';

interface Found {
  /** As `runtime.envFrom[].secret` or `runtime.env.NAME.secret.name`. */
  readonly path: string;
  /** Whether it has a value of its own that is no block, list or mapping of fields of the schema. */
  readonly isLeaf: boolean;
}

/** Every field of a schema, those of items and of values too. */
export function schemaFields(schema: JsonSchema): readonly Found[] {
  const byPath = new Map<string, Found>();
  for (const found of inside(schema, '')) {
    const isLeaf = found.isLeaf || (byPath.get(found.path)?.isLeaf ?? false);
    byPath.set(found.path, { ...found, isLeaf });
  }
  return [...byPath.values()];
}

function inside(schema: JsonSchema, path: string): Found[] {
  const { anyOf, properties = {}, items, additionalProperties: values } = schema;
  if (Array.isArray(anyOf)) return anyOf.flatMap((form: JsonSchema) => inside(form, path));
  const own = Object.entries(properties).flatMap(([name, field]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [{ path: at, isLeaf: holdsMore(field) }, ...inside(field, at)];
  });
  return [
    ...own,
    ...(isSchema(items) ? inside(items, `${path}[]`) : []),
    ...(isSchema(values) ? inside(values, `${path}.NAME`) : []),
  ];
}

function holdsMore(schema: JsonSchema): boolean {
  const { anyOf, properties, items, additionalProperties: values } = schema;
  if (Array.isArray(anyOf)) return anyOf.some(holdsMore);
  if (isSchema(items)) return holdsMore(items);
  if (isSchema(values)) return holdsMore(values);
  return properties === undefined;
}

function isSchema(part: unknown): part is JsonSchema {
  return typeof part === 'object' && part !== null;
}
