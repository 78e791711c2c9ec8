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
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n`;
  expect(parseYaml(bomb)).toMatchObject({ kind: 'malformed' });
});
