import { expect, test } from 'vitest';
import { judgeRedirect } from '../../src/models/judge-redirect.ts';

const from = new URL('https://models.example/a/m.gguf');

test.each([
  ['/b.gguf', 'https://models.example/b.gguf'],
  ['b.gguf', 'https://models.example/a/b.gguf'],
  ['https://cdn.example/m.gguf', 'https://cdn.example/m.gguf'],
])('%s leads to %s', (location, href) => {
  const redirect = judgeRedirect(from, location);
  expect(redirect.kind === 'url' && redirect.url.href).toBe(href);
});

test.each([
  ['http://models.example/m.gguf', 'it redirects from https: to http:'],
  ['file:///etc/passwd', 'it redirects from https: to file:'],
  ['ftp://models.example/m.gguf', 'it redirects from https: to ftp:'],
  ['https://', 'it redirects to what is no URL'],
])('nobody goes to %s', (location, fact) => {
  expect(judgeRedirect(from, location)).toEqual({ kind: 'astray', fact });
});

test('a source without encryption may lead anywhere on the web, and nowhere else', () => {
  const plain = new URL('http://models.example/m.gguf');
  expect(judgeRedirect(plain, 'http://cdn.example/').kind).toBe('url');
  expect(judgeRedirect(plain, 'https://cdn.example/').kind).toBe('url');
  expect(judgeRedirect(plain, 'file:///etc/passwd').kind).toBe('astray');
});
