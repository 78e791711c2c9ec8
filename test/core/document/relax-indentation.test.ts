import { expect, test } from 'vitest';
import { documentOf, documentsOf, toldOf } from './outcomes.ts';

const valuesOf = (text: string) => documentsOf(text).map(({ value }) => value);

// Go reads them, and so people write them.
test.each<[string, unknown]>([
  ['args: [\n  "a",\n]\nb: 1\n', { args: ['a'], b: 1 }],
  ['a: {\n  b: 1\n}\n', { a: { b: 1 } }],
  ['x:\n- [\n  1\n]\n', { x: [[1]] }],
  ['a: "x\ny"\nb: 2\n', { a: 'x y', b: 2 }],
  ["a: 'x\n\ny'\n", { a: 'x\ny' }],
  ['x:\n  a: [\n    {b: 1},\n  ]\n  c: 3\n', { x: { a: [{ b: 1 }], c: 3 } }],
])('lines inside of brackets and quotes may stand anywhere: %j', (text, value) => {
  expect(valuesOf(text)).toEqual([value]);
});

test('places on and behind such lines are those of the text', () => {
  const document = documentOf('x:\n  a: [\n  {b: 1},\n  ]\n  c: 3\n');
  expect(document.locate(['x', 'a', 0, 'b'])).toEqual({ line: 3, column: 7 });
  expect(document.locate(['x', 'c'])).toEqual({ line: 5, column: 6 });
  expect(toldOf('a: [\n1e999\n]\n')).toEqual(['2:1 is not a number that can be written']);
  expect(toldOf('a: [\n1\n]\nb: [\n')[0]).toMatch(/^5:1 /);
  expect(toldOf('a: [\n1\n]\nb: c: d\n')).toEqual([expect.stringMatching(/^4:4 a second/)]);
});

test('tabs indent JSON and part what is in brackets', () => {
  expect(valuesOf('{\n\t"a": {\n\t\t"b": [\n\t\t\t1\n\t\t]\n\t}\n}\n')).toEqual([
    { a: { b: [1] } },
  ]);
  expect(valuesOf('a: [\t1,\t2]\nb:\n- {name: A,\tvalue: b}\n')).toEqual([
    { a: [1, 2], b: [{ name: 'A', value: 'b' }] },
  ]);
});
