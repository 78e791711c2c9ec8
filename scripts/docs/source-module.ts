import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Expression,
  parseSync,
  type Statement,
  type TSInterfaceDeclaration,
  type TSSignature,
  type TSType,
} from 'oxc-parser';

/** What one source file declares, as far as types need it. */
export interface SourceModule {
  readonly file: string;
  readonly types: ReadonlyMap<string, TypeDeclaration>;
  /** Constant lists of words, e.g. `export const stages = ['plan'] as const`. */
  readonly words: ReadonlyMap<string, readonly string[]>;
  /** Which file an imported name comes from. */
  readonly imports: ReadonlyMap<string, string>;
  /** The sentence of the comment above a position, or undefined. */
  readonly commentAbove: (position: number) => string | undefined;
}

export interface TypeDeclaration {
  readonly name: string;
  readonly comment: string | undefined;
  readonly body:
    | { readonly kind: 'members'; readonly members: readonly TSSignature[] }
    | { readonly kind: 'alias'; readonly type: TSType };
}

/** Parses one TypeScript file; `file` is absolute. */
export function readSourceModule(file: string): SourceModule {
  const text = readFileSync(file, 'utf8');
  const { program, comments } = parseSync(file, text);
  const commentAbove = (position: number): string | undefined => {
    const above = comments.findLast(({ end }) => end <= position);
    if (above?.type !== 'Block' || !above.value.startsWith('*')) return undefined;
    return text.slice(above.end, position).trim() === '' ? plainText(above.value) : undefined;
  };
  const module = { file, types: new Map(), words: new Map(), imports: new Map(), commentAbove };
  for (const statement of program.body) readStatement(statement, module);
  return module;
}

interface OpenModule extends SourceModule {
  readonly types: Map<string, TypeDeclaration>;
  readonly words: Map<string, readonly string[]>;
  readonly imports: Map<string, string>;
}

function readStatement(statement: Statement, module: OpenModule): void {
  if (statement.type === 'ImportDeclaration') {
    const source = statement.source.value;
    if (!source.startsWith('.')) return;
    const file = path.resolve(path.dirname(module.file), source);
    for (const { local } of statement.specifiers) module.imports.set(local.name, file);
    return;
  }
  const declaration =
    statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  const comment = module.commentAbove(statement.start);
  if (declaration?.type === 'TSInterfaceDeclaration') {
    module.types.set(declaration.id.name, readInterface(declaration, comment));
  }
  if (declaration?.type === 'TSTypeAliasDeclaration') {
    const { name } = declaration.id;
    const body = { kind: 'alias', type: declaration.typeAnnotation } as const;
    module.types.set(name, { name, comment, body });
  }
  if (declaration?.type !== 'VariableDeclaration') return;
  for (const { id, init } of declaration.declarations) {
    const words = readWords(init);
    if (id.type === 'Identifier' && words !== undefined) module.words.set(id.name, words);
  }
}

function readInterface(
  { id, body, extends: others }: TSInterfaceDeclaration,
  comment: string | undefined,
): TypeDeclaration {
  if (others.length > 0) throw new TypeError(`${id.name} extends another type: join them with &`);
  return { name: id.name, comment, body: { kind: 'members', members: body.body } };
}

function readWords(init: Expression | null): readonly string[] | undefined {
  if (init?.type === 'TSAsExpression') return readWords(init.expression);
  if (init?.type !== 'ArrayExpression') return undefined;
  const words = init.elements.map((element) =>
    element?.type === 'Literal' && typeof element.value === 'string' ? element.value : undefined,
  );
  return words.every((word) => word !== undefined) ? words : undefined;
}

function plainText(comment: string): string {
  return comment
    .replaceAll(/^\s*\* ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
