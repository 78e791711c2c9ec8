import { expect, test } from 'vitest';
import { askOnTerminal } from '../../src/cli/ask-on-terminal.ts';

test('a command that is told to end does not wait for an answer', async () => {
  const stop = new AbortController();
  const answer = askOnTerminal('Go on?', stop.signal);
  stop.abort('SIGTERM');
  expect(await answer).toBe('interrupted');
});
