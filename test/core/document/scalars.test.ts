import { expect, test } from 'vitest';
import { documentOf } from './outcomes.ts';

// What sigs.k8s.io/yaml, and with it kubectl, makes of a scalar without quotes.
test.each<[string, unknown]>([
  ['true', true],
  ['True', true],
  ['yes', true],
  ['on', true],
  ['y', true],
  ['Y', true],
  ['false', false],
  ['No', false],
  ['OFF', false],
  ['n', false],
  ['tRUE', 'tRUE'],
  ['yEs', 'yEs'],
  ['', null],
  ['~', null],
  ['null', null],
  ['NULL', null],
  ['nULL', 'nULL'],
  ['none', 'none'],
  ['0', 0],
  ['-0', 0],
  ['12', 12],
  ['+12', 12],
  ['-12', -12],
  ['1_000', 1000],
  ['0644', 420],
  ['0o644', 420],
  ['0o', '0o'],
  ['-0644', -420],
  ['0x1F', 31],
  ['-0x1F', -31],
  ['0b101', 5],
  ['08', 8],
  ['1.5', 1.5],
  ['.5', 0.5],
  ['1.', 1],
  ['1e3', 1000],
  ['1E-3', 0.001],
  ['-1.5e+2', -150],
  ['9007199254740991', 9007199254740991],
  // Numbers of base 60 and dates are text.
  ['190:20:30', '190:20:30'],
  ['1:30', '1:30'],
  ['2001-12-14', '2001-12-14'],
  ['2001-12-14T21:59:43Z', '2001-12-14T21:59:43Z'],
  ['1.2.3', '1.2.3'],
  ['0xg', '0xg'],
  ['1e', '1e'],
  ['8Gi', '8Gi'],
  ['500m', '500m'],
  ['"yes"', 'yes'],
  ["'12'", '12'],
  ['!!str 12', '12'],
  ['!!str yes', 'yes'],
  ['!!int "12"', 12],
  ['|\n  yes\n', 'yes\n'],
])('%j is %j', (text, value) => {
  expect(documentOf(`a: ${text}\n`).value).toStrictEqual({ a: value });
});

// As sigs.k8s.io/yaml v1.6.0 does.
test('a merge key goes over what stands before it, and the first of several is the stronger', () => {
  const text = 'a: {x: 1, <<: {x: 4}}\nb: {<<: {x: 4}, x: 1}\nc: {<<: [{x: 1}, {x: 2, z: 3}]}\n';
  expect(documentOf(text).value).toEqual({ a: { x: 4 }, b: { x: 1 }, c: { x: 1, z: 3 } });
});

test('a merge key gives what the mapping itself does not say', () => {
  const text = 'base: &b {x: 1, y1: 2}\na:\n  <<: *b\n  x: 3\nb:\n  <<: [{x: 4}, *b]\n';
  expect(documentOf(text).value).toEqual({
    base: { x: 1, y1: 2 },
    a: { x: 3, y1: 2 },
    b: { x: 4, y1: 2 },
  });
});

test('a quoted << is a key like others', () => {
  expect(documentOf('"<<": 1').value).toEqual({ '<<': 1 });
});

test('an alias means the nearest anchor of its name before it', () => {
  const text = 'a: &x 1\nb: *x\nc: &x 2\nd: *x\n';
  expect(documentOf(text).value).toEqual({ a: 1, b: 1, c: 2, d: 2 });
});

test('inside of what is read again an alias means what it meant there', () => {
  const text = 'a: &x 1\nb: &m {c: *x}\nd: &x 2\ne: *m\n';
  expect(documentOf(text).value).toMatchObject({ e: { c: 1 } });
});

test('JSON is read too', () => {
  const value = { a: [1, 'two', { three: null }], 'b\n': 'é\u0001', e: 1.5e300 };
  expect(documentOf(JSON.stringify(value, null, 2)).value).toEqual(value);
});
