import type { Expression } from 'oxc-parser';
import { type SourceFile, visit } from '../architecture/source-tree.ts';

/**
 * The variables that a file reads: members in capitals of `process.env` and of what is handed on
 * as `env` or `environment`, and names taken out of them by destructuring.
 */
export function environmentNamesIn(file: SourceFile): readonly string[] {
  const names: string[] = [];
  const add = (name: string): void => {
    if (/^[A-Z][A-Z0-9_]+$/.test(name)) names.push(name);
  };
  visit(file, {
    MemberExpression({ object, property }) {
      if (isEnvironment(object) && property.type === 'Identifier') add(property.name);
    },
    VariableDeclarator({ id, init }) {
      if (id.type !== 'ObjectPattern' || init === null || !isEnvironment(init)) return;
      for (const property of id.properties) {
        if (property.type === 'Property' && property.key.type === 'Identifier') {
          add(property.key.name);
        }
      }
    },
  });
  return names;
}

function isEnvironment(node: Expression): boolean {
  if (node.type === 'Identifier') return /^env(ironment)?$/.test(node.name);
  return (
    node.type === 'MemberExpression' &&
    node.property.type === 'Identifier' &&
    /^env(ironment)?$/.test(node.property.name)
  );
}
