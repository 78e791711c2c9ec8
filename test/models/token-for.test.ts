import { expect, test } from 'vitest';
import { tokenFor } from '../../src/models/token-for.ts';

const access = { endpoint: 'https://hub.example', token: 'secret' };

test('a token is for the hub that it belongs to', () => {
  expect(tokenFor('https://hub.example/org/repo/resolve/main/m.gguf', access)).toBe('secret');
  expect(tokenFor('https://hub.example', access)).toBe('secret');
  expect(tokenFor('https://hub.example/m', { ...access, token: undefined })).toBeUndefined();
});

test.each([
  'https://other.example/m.gguf',
  'http://hub.example/m.gguf',
  'https://hub.example:8443/m.gguf',
  'https://hub.example.evil.example/m.gguf',
  'https://hub.example@evil.example/m.gguf',
  'no URL',
])('nobody else is shown it: %s', (url) => {
  expect(tokenFor(url, access)).toBeUndefined();
});
