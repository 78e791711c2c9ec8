import path from 'node:path';
import { type Node, parseSync } from 'oxc-parser';

/** A text of a source file from which one part is gone. */
export interface Mutant {
  /** The place and the part, for people. */
  readonly what: string;
  readonly file: string;
  readonly text: string;
}

/** What is said of a field for people: it is held by the pages of docs/reference. */
const forPeople: ReadonlySet<string> = new Set([
  'says',
  'default',
  'notes',
  'blocks',
  'caveats',
  'fieldWords',
  'fieldDefaults',
  'imagesDerived',
  'suggestions',
  'assumed',
  'notesOf',
  'fieldWordsOf',
]);

/** One for each property of an object and each item of a list that a file writes down. */
export function mutantsOf(file: string, text: string): readonly Mutant[] {
  const { program } = parseSync(file, text);
  return partsOf(program).map(({ start, end }) => {
    const line = text.slice(0, start).split('\n').length;
    const gone = text.slice(start, end).replaceAll(/\s+/g, ' ').slice(0, 60);
    const rest = text.slice(end).replace(/^\s*,/, '');
    const what = `${path.basename(file)}:${line} ${gone}`;
    return { what, file, text: text.slice(0, start) + rest };
  });
}

function partsOf(node: Node): readonly Node[] {
  if (isForPeople(node)) return [];
  const own =
    node.type === 'ObjectExpression'
      ? node.properties.filter((part) => !isForPeople(part))
      : node.type === 'ArrayExpression'
        ? node.elements.filter((part) => part !== null)
        : [];
  const inside = Object.values(node)
    .flatMap((value) => [value].flat())
    .filter(isNode);
  return [...own, ...inside.flatMap(partsOf)];
}

function isForPeople(node: Node): boolean {
  const isNamed = node.type === 'VariableDeclarator' || node.type === 'FunctionDeclaration';
  const name = node.type === 'Property' ? node.key : isNamed ? node.id : undefined;
  return name?.type === 'Identifier' && forPeople.has(name.name);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
