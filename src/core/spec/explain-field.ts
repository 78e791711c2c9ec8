import type { Runtime } from '../runtime.ts';
import { nearNames } from '../text/near-names.ts';
import { fieldNotes } from './field-notes.ts';
import type { JsonSchema } from './published-schema.ts';

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
  /** What each engine is started with for it. */
  readonly engines: readonly {
    /** The kind of engine. */
    readonly runtime: string;
    /** Of its command line. */
    readonly words: string;
  }[];
  /** The fields inside of it. */
  readonly fields: readonly string[];
}

/** Looks a field up by its path; `spec.` before it can be left out. */
export function explainField(
  text: string,
  schema: JsonSchema,
  runtimes: readonly Runtime[],
): FieldExplanation | undefined {
  const notes = fieldNotes(runtimes);
  const path = [text, `spec.${text}`].find((one) => Object.hasOwn(notes, one));
  const note = path === undefined ? undefined : notes[path];
  if (path === undefined || note === undefined) return undefined;
  const names = path.split('.');
  const parent = partAt(schema, names.slice(0, -1));
  const own = partAt(schema, names);
  return {
    path,
    type: typeOf(own),
    isRequired: parent?.required?.includes(names.at(-1) ?? '') ?? false,
    ...note,
    engines: runtimes.flatMap(({ name, fieldWords }) => {
      const words = fieldWords[path];
      return words === undefined ? [] : [{ runtime: name, words }];
    }),
    fields: Object.keys(own?.properties ?? {}),
  };
}

/** Paths of fields whose own name reads like the last of that path. */
export function nearFields(text: string, runtimes: readonly Runtime[]): readonly string[] {
  const ownName = (path: string): string => path.split('.').at(-1) ?? path;
  const paths = Object.keys(fieldNotes(runtimes));
  const near = nearNames(ownName(text), [...new Set(paths.map(ownName))]);
  return paths.filter((path) => near.includes(ownName(path)));
}

function partAt(schema: JsonSchema, names: readonly string[]): JsonSchema | undefined {
  return names.reduce<JsonSchema | undefined>((part, name) => part?.properties?.[name], schema);
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
  if (schema?.type === 'integer') return `a whole number from ${schema.minimum}`;
  return typeNames[String(schema?.type)] ?? String(schema?.type);
}
