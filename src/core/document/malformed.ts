import type { Fault } from './fault.ts';
import { inOrder, type Position, type Problem, pathText } from './problem.ts';

/** All that keeps a document from being read, in the order of the text. */
export interface Malformed {
  readonly kind: 'malformed';
  readonly problems: readonly Problem[];
}

/** What is wrong in a file, of whose text `at` knows the places. */
export function malformed(
  file: string,
  faults: readonly Fault[],
  at: (offset: number) => Position,
): Malformed {
  const problems = faults.map(({ offset, path, message, earlier }) => {
    const before = earlier === undefined ? '' : `, first at ${placeText(at(earlier))}`;
    return { file, path: pathText(path), message: `${message}${before}`, ...at(offset) };
  });
  return { kind: 'malformed', problems: problems.toSorted(inOrder) };
}

function placeText({ line, column }: Position): string {
  return `line ${line}, column ${column}`;
}
