import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { type Problem, problemText } from './problem.ts';

const mostTold = 1000;

/** The one error for all problems of the files of a command. */
export function documentError(
  problems: readonly Problem[],
  suggestions: readonly string[] = [],
): LlmkubeError {
  const files = [...new Set(problems.map(({ file }) => file))];
  const what = files.length === 1 ? `\`${files[0]}\`` : `${files.length} files`;
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new LlmkubeError('DOCUMENT_INVALID', `Cannot use ${what}: ${count}`, {
    facts: {
      files,
      count: problems.length,
      problems: problems.slice(0, mostTold).map(problemText),
    },
    suggestions,
  });
}
