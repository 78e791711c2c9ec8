/** A place in a text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong at one place of a file. */
export interface Problem extends Position {
  readonly file: string;
  /** Of the field, as `spec.model.source`; empty where no field can be named. */
  readonly path: string;
  readonly message: string;
}

export type FieldPath = readonly PropertyKey[];

/** A path as people write it: `spec.items[2].name`. */
export function pathText(path: FieldPath): string {
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`;
      return index === 0 ? String(part) : `.${String(part)}`;
    })
    .join('');
}

export function inOrder(one: Position, other: Position): number {
  return one.line - other.line || one.column - other.column;
}

/** One line about a problem, that editors and terminals can jump to. */
export function problemText({ file, line, column, path, message }: Problem): string {
  const told = path === '' ? message : fieldSentence(path, message);
  return `${file}:${line}:${column} ${told}`;
}

/** A sentence about a field: what goes on from its name needs no colon. */
export function fieldSentence(path: string, message: string): string {
  return `\`${path}\`${/^(is|has|holds|can|cannot|needs|reads) /.test(message) ? ' ' : ': '}${message}`;
}
