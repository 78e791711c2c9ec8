import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { writeYaml } from '../../../src/core/document/write-yaml.ts';

test.each([
  'yes',
  'off',
  '0777',
  '1e3',
  'null',
  '- a',
  'a: b',
  '#x',
  ' x ',
  '',
  'a\u001b[31mb',
  'ß',
])('a text is the same text to a reader of YAML 1.1 and to one of 1.2: %j', (text) => {
  const written = writeYaml({ text });
  expect(parse(written, { version: '1.1' })).toEqual({ text });
  expect(parse(written, { version: '1.2' })).toEqual({ text });
  expect(/\p{Cc}/u.test(written.trimEnd())).toBe(false);
});

test('a long line is not folded, and equal parts are written out', () => {
  const part = { words: 'word '.repeat(60) };
  expect(writeYaml([part, part]).split('\n')).toHaveLength(3);
});
