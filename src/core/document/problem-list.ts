import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { documentLimits } from './limits.ts';
import { type Problem, problemText } from './problem.ts';

/** The problems of all files of a command, as many as anybody reads. */
export class ProblemList {
  readonly #suggestions: readonly string[];
  readonly #told: string[] = [];
  readonly #files = new Set<string>();

  constructor(suggestions: readonly string[]) {
    this.#suggestions = suggestions;
  }

  /** Throws `DOCUMENT_INVALID` as soon as there are too many for anything else to matter. */
  add(problems: readonly Problem[]): void {
    for (const problem of problems) {
      if (this.#told.length === documentLimits.problems) throw this.#error(true);
      this.#files.add(problem.file);
      this.#told.push(problemText(problem));
    }
  }

  /** Throws the one error for all that were added, if any was. */
  refuse(): void {
    if (this.#told.length > 0) throw this.#error(false);
  }

  #error(isCut: boolean): LlmkubeError {
    const files = [...this.#files];
    const what = files.length === 1 ? `\`${files[0]}\`` : `${files.length} files`;
    const count = this.#told.length;
    const many = isCut ? `more than ${count} problems` : `${count} problems`;
    const message = `Cannot use ${what}: ${count === 1 ? '1 problem' : many}`;
    return new LlmkubeError('DOCUMENT_INVALID', message, {
      facts: { files, count, isCut, problems: this.#told },
      suggestions: this.#suggestions,
    });
  }
}
