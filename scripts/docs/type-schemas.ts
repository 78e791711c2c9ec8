import type { TSPropertySignature, TSSignature, TSType, TSTypeReference } from 'oxc-parser';
import { readSourceModule, type SourceModule, type TypeDeclaration } from './source-module.ts';

/** JSON Schema (2020-12), as far as the types that are public in JSON need it. */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: Word;
  readonly enum?: readonly Word[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

type Word = string | number | boolean;

export interface TypeRoot {
  /** Absolute path of the file that exports the type. */
  readonly file: string;
  readonly name: string;
}

/**
 * Schemas by name of the given types and of every named type they lead to. Throws on a form of
 * type that it does not know, so that nothing is left out silently.
 */
export function typeSchemas(roots: readonly TypeRoot[]): Readonly<Record<string, Schema>> {
  const modules = new Map<string, SourceModule>();
  const load = (file: string): SourceModule => {
    const module = modules.get(file) ?? readSourceModule(file);
    modules.set(file, module);
    return module;
  };
  const definitions = new Map<string, Schema>();
  for (const { file, name } of roots) nameType(name, { module: load(file), load, definitions });
  const names = new Set(roots.map(({ name }) => name));
  const text = JSON.stringify([...definitions.values()]);
  // A type that was only read to build another one is nobody's.
  const used = [...definitions].filter(
    ([name]) => names.has(name) || text.includes(`"#/$defs/${name}"`),
  );
  return Object.fromEntries(used);
}

/** Where a type is being read. */
interface Place {
  readonly module: SourceModule;
  readonly load: (file: string) => SourceModule;
  readonly definitions: Map<string, Schema>;
}

function nameType(name: string, place: Place): Schema {
  const { declaration, home } = declared(name, place);
  if (!place.definitions.has(name)) {
    // A type that leads back to itself finds its name taken.
    place.definitions.set(name, {});
    const { body, comment } = declaration;
    const schema =
      body.kind === 'alias' ? readType(body.type, home) : objectOf(properties(body.members, home));
    place.definitions.set(name, { ...described(comment), ...schema });
  }
  return { $ref: `#/$defs/${name}` };
}

function declared(name: string, place: Place): { declaration: TypeDeclaration; home: Place } {
  const declaration = place.module.types.get(name);
  if (declaration !== undefined) return { declaration, home: place };
  const file = place.module.imports.get(name);
  if (file === undefined) throw new TypeError(`${place.module.file} knows no type ${name}`);
  return declared(name, { ...place, module: place.load(file) });
}

function readType(type: TSType, place: Place): Schema {
  switch (type.type) {
    case 'TSStringKeyword':
      return { type: 'string' };
    case 'TSNumberKeyword':
      return { type: 'number' };
    case 'TSBooleanKeyword':
      return { type: 'boolean' };
    case 'TSObjectKeyword':
      return { type: 'object' };
    case 'TSLiteralType':
      return { const: literalOf(type.literal) };
    case 'TSTypeOperator':
    case 'TSParenthesizedType':
      return readType(type.typeAnnotation, place);
    case 'TSArrayType':
      return { type: 'array', items: readType(type.elementType, place) };
    case 'TSUnionType':
      return unionSchema(type.types, place);
    case 'TSIntersectionType':
    case 'TSTypeLiteral':
      return objectOf(typedMembers(type, place));
    case 'TSIndexedAccessType':
      return readIndexed(type.objectType, type.indexType, place);
    case 'TSTypeReference':
      return readReference(type, place);
    default:
      throw new TypeError(`${place.module.file} holds a type of unknown form: ${type.type}`);
  }
}

function literalOf(literal: { readonly type: string; readonly value?: unknown }): Word {
  const { value } = literal;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  throw new TypeError(`a literal of unknown form: ${literal.type}`);
}

function unionSchema(types: readonly TSType[], place: Place): Schema {
  const parts = types.map((type) => readType(type, place));
  const words = parts.map((part) => wordsOf(part, place));
  if (words.every((list) => list !== undefined)) return { enum: words.flat() };
  return { anyOf: parts };
}

/** The words a schema allows when it allows nothing else. */
function wordsOf(schema: Schema, place: Place): readonly Word[] | undefined {
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum !== undefined) return schema.enum;
  const target = place.definitions.get(schema.$ref?.replace('#/$defs/', '') ?? '');
  return target === undefined ? undefined : wordsOf(target, place);
}

/** `(typeof list)[number]` and `Type['field']`. */
function readIndexed(object: TSType, index: TSType, place: Place): Schema {
  if (object.type === 'TSParenthesizedType') {
    return readIndexed(object.typeAnnotation, index, place);
  }
  if (object.type === 'TSTypeQuery' && object.exprName.type === 'Identifier') {
    const words = place.module.words.get(object.exprName.name);
    if (words !== undefined) return { enum: words };
  }
  const [field] = index.type === 'TSLiteralType' ? [literalOf(index.literal)] : [];
  const found = typedMembers(object, place).find(({ member }) => keyOf(member) === field);
  if (found === undefined) throw new TypeError(`${place.module.file}: no field ${field}`);
  return memberSchema(found.member, found.home);
}

function readReference(type: TSTypeReference, place: Place): Schema {
  const name = type.typeName.type === 'Identifier' ? type.typeName.name : '';
  const [first, second] = type.typeArguments?.params ?? [];
  if (first === undefined) return nameType(name, place);
  if (name === 'Pick') return objectOf(typedMembers(type, place));
  const words = wordsOf(readType(first, place), place) ?? [];
  if (name === 'Capitalize') return { enum: words.map((word) => capitalise(String(word))) };
  if (name === 'Exclude' && second !== undefined) {
    const left = wordsOf(readType(second, place), place) ?? [];
    return { enum: words.filter((word) => !left.includes(word)) };
  }
  throw new TypeError(`${place.module.file} uses an unknown generic type: ${name}`);
}

interface TypedMember {
  readonly member: TSPropertySignature;
  readonly home: Place;
}

function typedMembers(type: TSType, place: Place): readonly TypedMember[] {
  if (type.type === 'TSTypeLiteral') return properties(type.members, place);
  if (type.type === 'TSIntersectionType') {
    return type.types.flatMap((part) => typedMembers(part, place));
  }
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') {
    throw new TypeError(`${place.module.file}: a ${type.type} has no fields`);
  }
  const [object, keys] = type.typeArguments?.params ?? [];
  if (type.typeName.name === 'Pick' && object !== undefined && keys !== undefined) {
    const kept = wordsOf(readType(keys, place), place) ?? [];
    return typedMembers(object, place).filter(({ member }) => kept.includes(keyOf(member)));
  }
  const { declaration, home } = declared(type.typeName.name, place);
  const { body } = declaration;
  return body.kind === 'alias' ? typedMembers(body.type, home) : properties(body.members, home);
}

function properties(members: readonly TSSignature[], home: Place): readonly TypedMember[] {
  return members.map((member) => {
    if (member.type !== 'TSPropertySignature') {
      throw new TypeError(`${home.module.file}: a ${member.type} is no data`);
    }
    return { member, home };
  });
}

function keyOf({ key }: TSPropertySignature): string {
  return key.type === 'Identifier' ? key.name : '';
}

function objectOf(members: readonly TypedMember[]): Schema {
  const entries = members.map(({ member, home }) => [keyOf(member), memberSchema(member, home)]);
  const required = members
    .filter(({ member }) => !member.optional)
    .map(({ member }) => keyOf(member));
  return { type: 'object', properties: Object.fromEntries(entries), required };
}

function memberSchema(member: TSPropertySignature, home: Place): Schema {
  const type = member.typeAnnotation?.typeAnnotation;
  if (type === undefined) throw new TypeError(`${keyOf(member)} has no type`);
  return { ...described(home.module.commentAbove(member.start)), ...readType(type, home) };
}

function described(comment: string | undefined): Schema {
  return comment === undefined ? {} : { description: comment };
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
