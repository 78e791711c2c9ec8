import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { type Problem, problemText } from './problem.ts';

const mostKept = 1000;

/** The problems of all files of a command: all are counted, and as many kept as anybody reads. */
export class ProblemList {
  readonly #told: string[] = [];
  readonly #files = new Set<string>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(problems: readonly Problem[]): void {
    for (const problem of problems) {
      this.#count += 1;
      this.#files.add(problem.file);
      if (this.#told.length < mostKept) this.#told.push(problemText(problem));
    }
  }

  /** The one error for all of them. */
  toError(suggestions: readonly string[] = []): LlmkubeError {
    const files = [...this.#files];
    const what = files.length === 1 ? `\`${files[0]}\`` : `${files.length} files`;
    const count = this.#count === 1 ? '1 problem' : `${this.#count} problems`;
    return new LlmkubeError('DOCUMENT_INVALID', `Cannot use ${what}: ${count}`, {
      facts: { files, count: this.#count, problems: this.#told },
      suggestions,
    });
  }
}
