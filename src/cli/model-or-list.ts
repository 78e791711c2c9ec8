import { LlmkubeError } from '../errors/llmkube-error.ts';

/** The model that is asked for; nothing where all licenses are. */
export function modelOrList(
  model: string | undefined,
  list: boolean | undefined,
): string | undefined {
  if ((model === undefined) === (list === true)) return model;
  const fact = list === true ? '`--list` takes no model' : 'neither a model nor `--list` is given';
  throw new LlmkubeError('USAGE', `Cannot read the command line: ${fact}`, {
    suggestions: ['llmkube license qwen3-8b', 'llmkube license --list'],
  });
}
