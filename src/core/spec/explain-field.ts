import type { Runtime } from '../runtime.ts';
import { nearNames } from '../text/near-names.ts';
import { fieldNotes } from './field-notes.ts';
import type { JsonSchema } from './published-schema.ts';
import { fieldsBelow, findField, isOpen, nameOf } from './schema-fields.ts';

/** What `explain` says of one field. */
export interface FieldExplanation {
  /** As documents spell it: `spec.serving.contextLength`. */
  readonly path: string;
  /** In words: `text`, `a whole number from 1`, `release, shared, claim or none`. */
  readonly type: string;
  /** Whether its block cannot be without it. */
  readonly isRequired: boolean;
  /** One sentence. */
  readonly says: string;
  /** In words; absent where nothing is assumed. */
  readonly default?: string;
  /** The flag of `deploy` that is the same field. */
  readonly flag?: string;
  /** The type of Kubernetes that it is, or that its items are, such as `Volume`. */
  readonly kubernetes?: string;
  /** What each engine is started with for it. */
  readonly engines: readonly {
    /** The kind of engine. */
    readonly runtime: string;
    /** Of its command line. */
    readonly words: string;
  }[];
  /** The fields inside of it, or of each item or value of it. */
  readonly fields: readonly string[];
}

/**
 * Looks a field up by its path, in the spelling of a document or of an error; `spec.` before it can
 * be left out.
 */
export function explainField(
  text: string,
  schema: JsonSchema,
  runtimes: readonly Runtime[],
): FieldExplanation | undefined {
  const field = findField(schema, text) ?? findField(schema, `spec.${text}`);
  const note = field === undefined ? undefined : fieldNotes(runtimes)[field.path];
  if (field === undefined || note === undefined) return undefined;
  const { path, forms, isRequired } = field;
  return {
    path,
    type: typeOf({ anyOf: forms }),
    isRequired,
    ...note,
    engines: runtimes.flatMap(({ name, fieldWords }) => {
      const words = fieldWords[path];
      return words === undefined ? [] : [{ runtime: name, words }];
    }),
    fields: [...new Set(fieldsBelow(field).map((one) => nameOf(one.path)))],
  };
}

/** The field that a path goes into, where Kubernetes and not a spec knows what is inside. */
export function fieldOfKubernetes(
  text: string,
  schema: JsonSchema,
  runtimes: readonly Runtime[],
): FieldExplanation | undefined {
  const ends = [...text.matchAll(/[.[]/g)].map(({ index }) => index).toReversed();
  const outer = ends
    .map((end) => explainField(text.slice(0, end), schema, runtimes))
    .find((found) => found !== undefined);
  const field = outer === undefined ? undefined : findField(schema, outer.path);
  const isOfThem = outer?.kubernetes !== undefined && field !== undefined && isOpen(field);
  return isOfThem ? outer : undefined;
}

/** Up to three paths of fields whose own name reads like the last of that path, its neighbours first. */
export function nearFields(text: string, runtimes: readonly Runtime[]): readonly string[] {
  const paths = Object.keys(fieldNotes(runtimes));
  const near = nearNames(nameOf(text), [...new Set(paths.map(nameOf))]);
  const typed = new Set(text.split(/[.[\]]+/).slice(0, -1));
  const shared = (path: string) => path.split(/[.[\]]+/).filter((name) => typed.has(name)).length;
  return paths
    .filter((path) => near.includes(nameOf(path)))
    .toSorted((one, other) => shared(other) - shared(one))
    .slice(0, 3);
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  boolean: 'true or false',
  number: 'a number',
};

function typeOf(schema: JsonSchema | undefined): string {
  if (Array.isArray(schema?.enum)) return schema.enum.join(', ').replace(/, (?=[^,]*$)/, ' or ');
  if (Array.isArray(schema?.anyOf)) {
    return [...new Set(schema.anyOf.map((part: JsonSchema) => typeOf(part)))].join(' or ');
  }
  if (schema?.const !== undefined) return String(schema.const);
  if (schema?.type === 'object') return 'fields';
  if (schema?.type === 'integer') {
    const isBounded = schema.minimum !== Number.MIN_SAFE_INTEGER;
    return isBounded ? `a whole number from ${schema.minimum}` : 'a whole number';
  }
  return typeNames[String(schema?.type)] ?? String(schema?.type);
}
