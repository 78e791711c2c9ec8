import { lineAt, type SourceFile, type SourceTree, type TextFile } from './source-tree.ts';

/** A sentence of the form `src/core/plan.ts:12 reads the clock: pass the time in`. */
export type Problem = string;

export interface Rule {
  readonly name: string;
  readonly check: (tree: SourceTree) => readonly Problem[];
}

/** Adds a problem at a position of the file. */
export type Report = (position: number, message: string) => void;

export interface FileRule {
  readonly name: string;
  /** Names of the files that the rule looks at. */
  readonly files: RegExp;
  readonly inspect: (file: SourceFile, report: Report) => void;
}

/** A rule that looks at one parsed file at a time. */
export function fileRule({ name, files, inspect }: FileRule): Rule {
  return {
    name,
    check: (tree) =>
      tree.sources
        .filter((file) => files.test(file.path))
        .flatMap((file) => {
          const problems: Problem[] = [];
          inspect(file, (position, message) => problems.push(problemAt(file, position, message)));
          return problems;
        }),
  };
}

export function problemAt(file: TextFile, position: number, message: string): Problem {
  return `${file.path}:${lineAt(file, position)} ${message}`;
}
