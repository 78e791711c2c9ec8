import type { ImportDeclaration } from 'oxc-parser';
import { type SourceFile, visit } from './source-tree.ts';

export interface ImportedModule {
  readonly specifier: string;
  readonly kind: 'static' | 'dynamic' | 'type';
  /** Names as the module exports them; `*` stands for the whole module. */
  readonly names: readonly string[];
  readonly position: number;
}

/** Every module that a file names: imports, re-exports, `import()` and `import('x').Type`. */
export function findImports(file: SourceFile): ImportedModule[] {
  const found: ImportedModule[] = [];
  visit(file, {
    ImportDeclaration(node) {
      const { source, start: position } = node;
      const { kind, names } = importedNames(node);
      found.push({ specifier: source.value, kind, names, position });
    },
    ExportNamedDeclaration({ source, exportKind, start: position }) {
      if (source === null) return;
      const kind = exportKind === 'type' ? 'type' : 'static';
      found.push({ specifier: source.value, kind, names: ['*'], position });
    },
    ExportAllDeclaration({ source, exportKind, start: position }) {
      const kind = exportKind === 'type' ? 'type' : 'static';
      found.push({ specifier: source.value, kind, names: ['*'], position });
    },
    ImportExpression({ source, start: position }) {
      const specifier = source.type === 'Literal' ? String(source.value) : '';
      found.push({ specifier, kind: 'dynamic', names: ['*'], position });
    },
    TSImportType({ source, start: position }) {
      found.push({ specifier: source.value, kind: 'type', names: ['*'], position });
    },
  });
  return found;
}

function importedNames(node: ImportDeclaration): Pick<ImportedModule, 'kind' | 'names'> {
  const values = node.specifiers.filter(
    (specifier) => !(specifier.type === 'ImportSpecifier' && specifier.importKind === 'type'),
  );
  const isType = node.importKind === 'type' || (node.specifiers.length > 0 && values.length === 0);
  const names = values.map((specifier) => {
    if (specifier.type !== 'ImportSpecifier') return '*';
    const { imported } = specifier;
    return imported.type === 'Identifier' ? imported.name : imported.value;
  });
  return { kind: isType ? 'type' : 'static', names };
}
