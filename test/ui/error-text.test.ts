import { expect, test } from 'vitest';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';
import { errorText } from '../../src/ui/error-text.ts';

test('an error ends with the last words of a container and what to do, and steers no terminal', () => {
  const error = new LlmkubeError('ROLLOUT_FAILED', 'Cannot bring up `qwen`: it ends', {
    facts: { lastLines: ['loading', '\u001b[2Jfailed'], remedy: 'Read the log.' },
    suggestions: ['llmkube logs qwen'],
  });
  expect(errorText(error)).toBe(
    [
      'Error: Cannot bring up `qwen`: it ends',
      'Its last words:',
      '  loading',
      '   [2Jfailed',
      'Read the log.',
      'Code: ROLLOUT_FAILED',
      'Try this:',
      '  llmkube logs qwen',
      '',
    ].join('\n'),
  );
});
