import { expect, test } from 'vitest';
import { parseYaml } from '../../../src/core/document/parse-yaml.ts';

test('YAML and JSON are read as plain values', () => {
  expect(parseYaml('a: [1, {b: text}]')).toEqual({
    kind: 'read',
    value: { a: [1, { b: 'text' }] },
  });
  expect(parseYaml('{"a": null}')).toEqual({ kind: 'read', value: { a: null } });
});

test('words and equal keys mean what they mean to Go programs', () => {
  const outcome = parseYaml('skip: yes\nname: one\nname: two\n');
  expect(outcome).toEqual({ kind: 'read', value: { skip: true, name: 'two' } });
});

test('a malformed text is reported by its place and never quoted', () => {
  const outcome = parseYaml('a: b\ntoken: [secret-1\n');
  expect(outcome).toMatchObject({ kind: 'malformed', line: 3 });
  expect(JSON.stringify(outcome)).not.toContain('secret');
});

test('a bomb of aliases is malformed', () => {
  const ten = (item: string) => `[${Array(10).fill(item).join()}]`;
  const lines = [
    'a: &a x',
    ...['b', 'c', 'd', 'e', 'f', 'g'].map(
      (name, index) => `${name}: &${name} ${ten(`*${'abcdef'[index]}`)}`,
    ),
  ];
  expect(parseYaml(lines.join('\n'))).toMatchObject({ kind: 'malformed', line: 6 });
});

test('a text of two documents is malformed where the second begins', () => {
  expect(parseYaml('a: 1\n---\nb: 2\n')).toEqual({ kind: 'malformed', line: 2, column: 1 });
});
