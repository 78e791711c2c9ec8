import { text as readAll } from 'node:stream/consumers';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** The question of `chat`: the words that were typed, or standard input for `-` and in a pipe. */
export async function readQuestion(typed: string | undefined): Promise<string> {
  const isPiped = typed === '-' || (typed === undefined && !process.stdin.isTTY);
  const question = isPiped ? await readAll(process.stdin) : (typed ?? '');
  if (question.trim() !== '') return question;
  throw new LlmkubeError('USAGE', 'Cannot ask: the question is empty', {
    suggestions: ['llmkube chat <name> --once "What is the capital of France?"'],
  });
}
