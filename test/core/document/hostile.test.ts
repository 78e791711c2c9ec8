import { expect, test } from 'vitest';
import { DocumentReader } from '../../../src/core/document/read-documents.ts';
import { documentOf, documentsOf, problemsOf, toldOf } from './outcomes.ts';

const laughs = [...'abcdefghij']
  .map((name, index, names) => {
    const before = names[index - 1];
    const items = before === undefined ? 'lol' : Array(10).fill(`*${before}0`).join(', ');
    return `${name}: &${name}0 [${items}]`;
  })
  .join('\n');

test.each<[string, string, readonly string[]]>([
  ['aliases of aliases', laughs, ['6:', 'aliases add more than 100000 values']],
  ['100 000 open brackets', '['.repeat(100_000), ['1:', 'more than 100 values are nested']],
  ['100 000 open braces', '{a: '.repeat(100_000), ['1:', 'more than 100 values are nested']],
  [
    'lists in lists in a line',
    `${'- '.repeat(100_000)}x`,
    ['1:', 'more than 100 values are nested'],
  ],
  ['a part of itself', 'a: &x\n  b: *x\n', ['2:6', 'the alias is a part of itself']],
  ['an alias of nothing', 'a: *x\n', ['1:4', 'the alias has no anchor before it']],
  ['a merge of itself', 'a: &x\n  <<: *x\n', ['2:7', 'the alias is a part of itself']],
  ['a merge of no mapping', 'a:\n  <<: 1\n', ['2:7', 'only a mapping']],
  ['too large for a number', 'a: 1e999\n', ['1:4', 'is not a number that can be written']],
  ['infinite', 'a: -.inf\n', ['1:4', 'is not a number that can be written']],
  ['no number', 'a: .nan\n', ['1:4', 'is not a number that can be written']],
  ['not exact', 'a: 9007199254740992\n', ['1:4', 'is a number beyond 9007199254740991']],
  ['not exact and negative', 'a: -9007199254740993\n', ['1:4', 'is a number beyond']],
  ['not exact in base 16', 'a: 0xffffffffffffffff\n', ['1:4', 'is a number beyond']],
  ['a key of every object', 'a:\n  __proto__: {x: 1}\n', ['2:3', 'the key `__proto__`']],
  ['a merged key of every object', '<<: {"__proto__": 1}\n', ['1:6', 'the key `__proto__`']],
  ['a number as a key', '1: a\n', ['1:1', 'the key is not text; write it in quotes']],
  ['true as a key', 'a:\n  on: a\n', ['2:3', 'the key is not text; write it in quotes']],
  ['nothing as a key', '~: a\n', ['1:1', 'the key is not text; write it in quotes']],
  ['a list as a key', '? [a, b]\n: c\n', ['1:3', 'the key is not text; write it in quotes']],
  ['a function', 'a: !!js/function "x"\n', ['1:4', 'the tag is not accepted']],
  ['a tag of somebody', 'a: 1\nb: !mine {x: 1}\n', ['2:4', 'the tag is not accepted']],
  ['binary', 'a: !!binary aGk=\n', ['1:4', 'the tag is not accepted']],
  ['a set', 'a: !!set {x}\n', ['1:4', 'the tag is not accepted']],
  ['a tag that is not that of the value', 'a: !!int x\n', ['1:4', 'the tag does not fit']],
  ['a long tag of somebody', 'a: !<tag:x.example,2000:y> 1\n', ['1:4', 'the tag is not accepted']],
  ['a directive behind a document', 'a: 1\n...\n%TAG ! x\n---\nb: 1\n', ['3:1', 'with %']],
  ['half a character', 'a: "\\ud800"\n', ['1:4', 'holds half a character']],
  ['a NUL', 'a: 1\nb: x\u0000y\n', ['2:5', 'the control character U+0000 is not accepted']],
  ['an escape of a terminal', 'a: \u001b[2J\n', ['1:4', 'the control character U+001B']],
])('%s is one problem with its place', (_title, text, parts) => {
  const told = toldOf(text);
  expect(told).toHaveLength(1);
  for (const part of parts) expect(told[0]).toContain(part);
  expect(told[0]?.startsWith(parts[0] ?? '')).toBe(true);
});

test('names of the machinery of objects are keys like others', () => {
  const { value } = documentOf('constructor: 1\ntoString: 2\nhasOwnProperty: 3\n');
  expect(Object.entries(Object(value))).toEqual([
    ['constructor', 1],
    ['toString', 2],
    ['hasOwnProperty', 3],
  ]);
});

test('a nesting of 90 values is read', () => {
  const text = `a: ${'['.repeat(90)}${']'.repeat(90)}`;
  expect(JSON.stringify(documentOf(text).value)).toBe(`{"a":${text.slice(3)}}`);
});

test('many aliases of small values are read', () => {
  const text = `a: &a {x: 1}\nb: [${Array(20_000).fill('*a').join(', ')}]\n`;
  expect(documentOf(text).value).toMatchObject({ b: { length: 20_000 } });
});

test('aliases beyond the bound cost no time, however large what they mean', () => {
  const text = `a: &a [${'1,'.repeat(400_000)}]\nb: [${'*a,'.repeat(400_000)}]\n`;
  expect(toldOf(text)).toEqual([expect.stringContaining('aliases add more than 100000 values')]);
});

test('beyond the bound of aliases nothing else is told', () => {
  const keys = Array.from({ length: 3000 }, (_, index) => `k${index}: 1`).join(', ');
  expect(toldOf(`a: &a {${keys}}\nb:\n${'- {<<: *a}\n'.repeat(3000)}`)).toHaveLength(1);
});

test('a problem of what aliases mean is told once, at its own place', () => {
  expect(toldOf('a: &a {x: 1e999}\nb: *a\nc: *a\n')).toEqual([
    '1:11 is not a number that can be written',
  ]);
});

test('the long form of a tag is that tag', () => {
  expect(documentOf('a: !<tag:yaml.org,2002:str> 12\n').value).toEqual({ a: '12' });
});

test('bytes that are no UTF-8 are told by their line and number', () => {
  const bytes = Buffer.concat([Buffer.from('a: 1\nb: é'), Buffer.from([0xc3, 0x28])]);
  expect(problemsOf(bytes)).toEqual([
    expect.objectContaining({
      file: 'a.yaml',
      line: 2,
      message: 'is not text in UTF-8 from byte 11 on',
    }),
  ]);
});

test.each(['utf-16le', 'utf-16be'] as const)('a mark of %s is followed', (encoding) => {
  const bytes = Buffer.from('\ufeffa: é😀\n---\nb: 1\n', 'utf16le');
  if (encoding === 'utf-16be') bytes.swap16();
  expect(documentsOf(bytes).map(({ value }) => value)).toEqual([{ a: 'é😀' }, { b: 1 }]);
});

test('half a character of UTF-16 is an error', () => {
  const bytes = Buffer.concat([Buffer.from('\ufeffa: ', 'utf16le'), Buffer.from([0x00, 0xd8])]);
  expect(toldOf(bytes)).toEqual([expect.stringContaining('is not text in UTF-16LE from byte')]);
});

test('half of a character in UTF-16 at the end of the bytes is an error', () => {
  const bytes = Buffer.concat([Buffer.from('\ufeffa', 'utf16le'), Buffer.from([0x3a])]);
  expect(problemsOf(bytes)).toHaveLength(1);
});

test('a document of more than 8 MiB is an error with its first line', () => {
  const told = toldOf(`a: 1\n---\nb: ${'x'.repeat(8 * 1024 * 1024)}\n---\nc: 1\n`);
  expect(told).toEqual(['2:1 a document is longer than 8 MiB']);
});

// Bounded, but by seconds on a busy machine.
test('a document of very many small pieces is an error', { timeout: 60_000 }, () => {
  expect(toldOf(`a: [${'1,'.repeat(1_500_000)}]`)).toEqual([
    expect.stringMatching(/^1:\d+ the document is too large$/),
  ]);
});

test('after a byte that is no text nothing more is read', () => {
  const reader = new DocumentReader('a.yaml');
  expect([...reader.push(Buffer.from([0x61, 0xff]))]).toHaveLength(1);
  expect(reader.isDone).toBe(true);
  expect([...reader.push(Buffer.from('\n---\nb: 1\n')), ...reader.end()]).toEqual([]);
});

test('of very many errors of the syntax a bounded number is told', () => {
  const problems = problemsOf('a: "\\q"\n'.repeat(10_000));
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.length).toBeLessThanOrEqual(100);
});
