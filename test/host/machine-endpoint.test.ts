import { expect, test } from 'vitest';
import { machineEndpoint, machineUrl } from '../../src/host/machine-endpoint.ts';

test.each([
  ['127.0.0.1', 'http://127.0.0.1:11500/v1'],
  ['0.0.0.0', 'http://127.0.0.1:11500/v1'],
  ['::', 'http://[::1]:11500/v1'],
  ['fd00::1', 'http://[fd00::1]:11500/v1'],
  ['mac.example', 'http://mac.example:11500/v1'],
])('an agent that listens at %s is asked at %s', (host, url) => {
  expect(machineUrl({ host, port: 11_500 })).toBe(url);
});

test('the key is read by the shell and stands in no output', () => {
  const keyFile = '/home of/api-key';
  const { curl } = machineEndpoint(
    { model: 'a', mode: 'chat' },
    { host: '127.0.0.1', port: 1, keyFile },
  );
  expect(curl).toContain(`Bearer $(cat '/home of/api-key')"`);
});
