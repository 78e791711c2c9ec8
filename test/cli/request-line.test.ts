import { expect, test } from 'vitest';
import { requestLine } from '../../src/cli/request-line.ts';

const report = {
  method: 'GET',
  url: 'https://api.test/api/v1/pods?limit=500',
  status: 200,
  milliseconds: 12.4,
  failure: '',
};

test('a request is one line of method, URL, status and milliseconds', () => {
  expect(requestLine(report)).toBe('GET https://api.test/api/v1/pods?limit=500 200 12ms\n');
});

test('a request that no answer came for says what cut it', () => {
  const line = requestLine({ ...report, status: 0, failure: 'ECONNRESET' });
  expect(line).toBe('GET https://api.test/api/v1/pods?limit=500 - 12ms ECONNRESET\n');
});

test('a credential in a URL is not printed', () => {
  const url = 'https://ann:word@api.test/x?access_token=abc&watch=1';
  expect(requestLine({ ...report, url })).toBe(
    'GET https://[redacted]@api.test/x?access_token=[redacted]&watch=1 200 12ms\n',
  );
});
