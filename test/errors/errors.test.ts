import { expect, test } from 'vitest';
import { errorCodes } from '../../src/errors/codes.ts';
import { describeCause } from '../../src/errors/describe-cause.ts';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';

test('every code has one exit status of the published table', () => {
  const published = new Set([1, 2, 4, 5, 6, 7, 8, 9, 130, 143]);
  for (const [code, { exit }] of Object.entries(errorCodes)) {
    expect(published.has(exit), code).toBe(true);
    const error = new LlmkubeError(code as keyof typeof errorCodes, 'x');
    expect([error.exitCode, error.oclif.exit]).toEqual([exit, exit]);
  }
});

test('the machine form of an error is one document', () => {
  const error = new LlmkubeError('FORBIDDEN', 'Cannot read it: no', {
    facts: { verb: 'get' },
    suggestions: ['kubectl auth can-i get pods'],
  });
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    type: 'error',
    error: {
      code: 'FORBIDDEN',
      message: 'Cannot read it: no',
      exitCode: 8,
      facts: { verb: 'get' },
      suggestions: ['kubectl auth can-i get pods'],
    },
  });
});

test.each([
  ['a message', new Error('boom'), 'boom'],
  ['a text', 'boom', 'boom'],
  ['control characters', new Error('a\u001b[31mb\nc'), 'a[31mb c'],
  ['a wrapped cause', new Error('fetch failed', { cause: new Error('refused') }), 'refused'],
  ['several addresses', new AggregateError([new Error('first'), new Error('second')], ''), 'first'],
  ['a login in a URL', new Error('at https://ann:pw@host/x'), 'at https://[redacted]@host/x'],
  ['a bearer token', new Error('sent Bearer abc.def'), 'sent Bearer [redacted]'],
  [
    'a signed URL',
    new Error('GET /m?X-Amz-Signature=abc&b=1'),
    'GET /m?X-Amz-Signature=[redacted]&b=1',
  ],
  [
    'a control character inside a login',
    new Error('https://ann:p\u0000w@h'),
    'https://[redacted]@h',
  ],
])('describeCause() makes one safe line of %s', (_, thrown, line) => {
  expect(describeCause(thrown)).toBe(line);
});
