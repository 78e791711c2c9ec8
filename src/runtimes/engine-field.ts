import * as z from 'zod';
import type { EngineOptions } from '../core/intent/runtime-schema.ts';
import type { FieldNote } from '../core/spec/field-note.ts';

/** One field of a runtime's own block: what it takes, what it means, and what it becomes. */
export interface EngineField extends FieldNote {
  /** Below the block, e.g. `kvCache.key`. */
  readonly path: string;
  readonly schema: z.ZodType;
  /** Every spelling that the engine has of the argument; ours first. */
  readonly spellings: readonly string[];
  words(value: never): readonly string[];
}

type Row = FieldNote & { readonly path: string; readonly spellings: readonly string[] };

/** A flag and a value. */
export function valueField(schema: z.ZodType<string | number>, row: Row): EngineField {
  return { ...row, schema, words: (value: unknown) => [first(row), String(value)] };
}

/** Any words of its own. */
export function wordsField(
  schema: z.ZodType,
  { words, ...row }: Row & { words(value: unknown): readonly string[] },
): EngineField {
  return { ...row, schema, words: (value: unknown) => words(value) };
}

/** A part of an argument that several fields make up, and that the runtime writes itself. */
export function partField(schema: z.ZodType, row: Row): EngineField {
  return { ...row, schema, words: () => [] };
}

/** Two flags, of which the second is the negative form of the first. */
export function switchField(row: Row): EngineField {
  const [on = '', off = ''] = row.spellings;
  return { ...row, schema: z.boolean(), words: (value: unknown) => [value === true ? on : off] };
}

/** A flag whose value is on or off. */
export function onOffField(row: Row): EngineField {
  const words = (value: unknown) => [first(row), value === true ? 'on' : 'off'];
  return { ...row, schema: z.boolean(), words };
}

/** One of several words, each with its own arguments. */
export function choiceField(
  choices: Readonly<Record<string, readonly string[]>>,
  row: Row,
): EngineField {
  const schema = z.enum(Object.keys(choices));
  return { ...row, schema, words: (value: string) => choices[value] ?? [] };
}

/** A flag and a list, whose items are joined by commas. */
export function listField(row: Row): EngineField {
  const item = z.string().min(1).max(10_000);
  const words = (value: readonly string[]) => [first(row), value.join(',')];
  return { ...row, schema: z.array(item).min(1).max(1000), words };
}

function first({ spellings }: Row): string {
  return spellings[0] ?? '';
}

/** The block that those fields make up, nested by the dots of their paths. */
export function optionsSchema(fields: readonly EngineField[]): z.ZodType<EngineOptions> {
  return block(fields.map(({ path, schema }) => ({ names: path.split('.'), schema })));
}

interface Named {
  readonly names: readonly string[];
  readonly schema: z.ZodType;
}

function block(fields: readonly Named[]): z.ZodType<EngineOptions> {
  const shape: Record<string, z.ZodType> = {};
  for (const name of new Set(fields.map(({ names }) => names[0] ?? ''))) {
    const inside = fields.filter(({ names }) => names[0] === name);
    const leaf = inside.find(({ names }) => names.length === 1);
    const below = inside.map(({ names, schema }) => ({ names: names.slice(1), schema }));
    shape[name] = (leaf?.schema ?? block(below)).optional();
  }
  return z.strictObject(shape);
}

/** What a block says of a field; nothing where it says nothing. */
export function optionAt(options: EngineOptions, path: string): unknown {
  return path.split('.').reduce<unknown>((part, name) => Object(part)[name], options);
}

/** The arguments of all fields that a block sets, in the order of the table. */
export function wordsOf(fields: readonly EngineField[], options: EngineOptions): string[] {
  return fields.flatMap(({ path, words }) => {
    const value = optionAt(options, path);
    return value === undefined ? [] : words(value as never);
  });
}

/** By the path of each field in a spec, the long flags that it becomes. */
export function fieldWordsOf(
  runtime: string,
  fields: readonly EngineField[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fields
      .filter(({ spellings }) => spellings.length > 0)
      .map(({ path, spellings }) => [
        `spec.runtime.${runtime}.${path}`,
        spellings.filter((word) => word.startsWith('--')).join(' or '),
      ]),
  );
}

/** What the fields of the block mean, and its own blocks, by their paths in a spec. */
export function notesOf(
  runtime: string,
  fields: readonly EngineField[],
  blocks: Readonly<Record<string, string>>,
): Readonly<Record<string, FieldNote>> {
  const at = (path: string) => ['spec.runtime', runtime, ...(path === '' ? [] : [path])].join('.');
  return Object.fromEntries([
    ...Object.entries(blocks).map(([path, says]) => [at(path), { says }]),
    ...fields.map((field) => {
      const assumed = field.default === undefined ? {} : { default: field.default };
      return [at(field.path), { says: field.says, ...assumed }];
    }),
  ]);
}
