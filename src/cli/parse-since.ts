import { parseDuration } from '../core/text/parse-duration.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** Reads `--since` as whole seconds, at least one, as the API takes no finer time. */
export function parseSince(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined && milliseconds > 0) {
    return Math.max(1, Math.ceil(milliseconds / 1000));
  }
  const fact = /^\d+(\.\d+)?$/.test(text) && text !== '0' ? 'it has no unit' : 'it is no duration';
  throw new LlmkubeError('USAGE', `Cannot use --since \`${text}\`: ${fact}`, {
    facts: { flag: 'since' },
    suggestions: ['--since=10m'],
  });
}
