import type { JsonSchema } from './published-schema.ts';

/** A field of a schema. */
export interface SchemaField {
  /** As notes have it: `spec.runtime.envFrom[].secret`, `spec.runtime.env.NAME.secret`. */
  readonly path: string;
  /** What its value may be: several where one of several forms is chosen. */
  readonly forms: readonly JsonSchema[];
  /** Whether no form of its block is without it. */
  readonly isRequired: boolean;
}

/** How a path goes on from a list to its items, and from a mapping to its values. */
export const inside = { items: '[]', values: '.NAME' } as const;

/** What a value may be, one of several forms each by itself. */
export function formsOf(schema: JsonSchema): readonly JsonSchema[] {
  return Array.isArray(schema.anyOf) ? schema.anyOf.flatMap(formsOf) : [schema];
}

/** The fields of a block in the order of the schema, each once. */
export function fieldsOf(forms: readonly JsonSchema[], path: string): readonly SchemaField[] {
  const blocks = forms.filter(({ properties }) => properties !== undefined);
  const names = new Set(blocks.flatMap(({ properties }) => Object.keys(properties ?? {})));
  return [...names].map((name) => ({
    path: path === '' ? name : `${path}.${name}`,
    forms: blocks.flatMap(({ properties }) => partsOf(properties?.[name])),
    isRequired: blocks.every(({ required }) => required?.includes(name)),
  }));
}

/** What an item of a list may be; nothing of what is none. */
export function itemsOf(forms: readonly JsonSchema[]): readonly JsonSchema[] {
  return forms.flatMap(({ items }) => partsOf(items));
}

/** What a value of a mapping may be; nothing of what is none. */
export function valuesOf(forms: readonly JsonSchema[]): readonly JsonSchema[] {
  return forms.flatMap(({ additionalProperties }) => partsOf(additionalProperties));
}

/** The fields that people write below one: its own, or those of its items or values. */
export function fieldsBelow({ path, forms }: Omit<SchemaField, 'isRequired'>) {
  return [
    ...fieldsOf(forms, path),
    ...fieldsOf(itemsOf(forms), `${path}${inside.items}`),
    ...fieldsOf(valuesOf(forms), `${path}${inside.values}`),
  ];
}

/** Whether it holds, or its items hold, what the schema says nothing of. */
export function isOpen({ forms }: Pick<SchemaField, 'forms'>): boolean {
  const values = valuesOf([...forms, ...itemsOf(forms)]);
  return values.some(({ type }) => type === undefined);
}

/**
 * The field of a path as documents, errors and people have it: with an index, with empty brackets or
 * without any, with the name of a value or without. An item and a value mean the field that they are
 * in.
 */
export function findField(schema: JsonSchema, text: string): SchemaField | undefined {
  if (!/^[^.[\]]+(\[\d*\])*(\.[^.[\]]+(\[\d*\])*)*$/.test(text)) return undefined;
  const words = text.match(/\[\d*\]|[^.[\]]+/g) ?? [];
  const root = { path: '', forms: formsOf(schema), isRequired: true };
  return follow({ field: root, path: '', forms: root.forms }, words);
}

interface Place {
  /** The one that it is in. */
  readonly field: SchemaField;
  readonly path: string;
  readonly forms: readonly JsonSchema[];
}

function follow(place: Place, words: readonly string[]): SchemaField | undefined {
  const { field, path, forms } = place;
  const [word, ...others] = words;
  if (word === undefined) return field.path === '' ? undefined : field;
  const items = { field, path: `${path}${inside.items}`, forms: itemsOf(forms) };
  if (word.startsWith('[')) return items.forms.length === 0 ? undefined : follow(items, others);
  const own = fieldsOf(forms, path).find((one) => nameOf(one.path) === word);
  if (own !== undefined) return follow({ field: own, path: own.path, forms: own.forms }, others);
  const fromItems = items.forms.length === 0 ? undefined : follow(items, words);
  return fromItems ?? followValue(place, words);
}

function followValue({ field, path, forms }: Place, words: readonly string[]) {
  const values = { field, path: `${path}${inside.values}`, forms: valuesOf(forms) };
  // The key of a label holds dots itself.
  const areTexts = values.forms.every(({ type }) => type === 'string');
  if (values.forms.length === 0) return undefined;
  if (areTexts) return field;
  const isKnown = values.forms.some(({ type }) => type !== undefined);
  return isKnown ? (follow(values, words) ?? follow(values, words.slice(1))) : undefined;
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return /[^.[\]]+(?=(\[\d*\])*$)/.exec(path)?.[0] ?? path;
}

// `true` and `false` stand for any value and for none.
function partsOf(schema: unknown): readonly JsonSchema[] {
  return typeof schema === 'object' && schema !== null ? formsOf(schema as JsonSchema) : [];
}
