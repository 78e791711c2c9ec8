import { expect, test } from 'vitest';
import { elsewhereNotice } from '../../src/cli/elsewhere-notice.ts';

const listener = { host: '127.0.0.1', port: 11_600 };

test.each([
  [{}],
  [{ LLMKUBE_PORT: '', LLMKUBE_HOST: '' }],
  [{ LLMKUBE_PORT: '11600' }],
  [{ LLMKUBE_PORT: '11600', LLMKUBE_HOST: '127.0.0.1' }],
])('nothing is said of an agent that is where %j has it', (environment) => {
  expect(elsewhereNotice(environment, listener)).toBeUndefined();
});

test.each([
  [{ LLMKUBE_PORT: '11500' }, 'and not where `LLMKUBE_PORT` says'],
  [{ LLMKUBE_PORT: '11600', LLMKUBE_HOST: '0.0.0.0' }, 'and not where `LLMKUBE_HOST` says'],
  [
    { LLMKUBE_PORT: '1', LLMKUBE_HOST: '0.0.0.0' },
    'and not where `LLMKUBE_HOST` and `LLMKUBE_PORT` say',
  ],
])('an agent elsewhere than %j has it is told', (environment, words) => {
  const notice = elsewhereNotice(environment, listener);
  expect(notice).toContain('listens on 127.0.0.1, port 11600, ');
  expect(notice).toContain(words);
});
