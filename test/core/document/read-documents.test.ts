import { expect, test } from 'vitest';
import { writeAgain } from '../../../src/core/document/commented-document.ts';
import { DocumentReader, type ReadOutcome } from '../../../src/core/document/read-documents.ts';
import { diagnosed, documentOf, documentsOf, problemsOf, read, toldOf } from './outcomes.ts';

const valuesOf = (text: string) => documentsOf(text).map(({ value }) => value);

test('each document of a text is given, and those without content are not', () => {
  expect(valuesOf('# top\n---\n---\na: 1\n---\n# none\n--- \nb: 2\n...\n---\n')).toEqual([
    { a: 1 },
    { b: 2 },
  ]);
  expect(valuesOf('')).toEqual([]);
});

test('what only looks like a mark between documents is none', () => {
  const text = 'a: |\n  x\n  ---\n  y\nb: "x\n  --- y"\nc: ----\n';
  expect(valuesOf(text)).toEqual([{ a: 'x\n---\ny\n', b: 'x --- y', c: '----' }]);
});

test('line ends of Windows and a mark of UTF-8 at the start are fine', () => {
  expect(valuesOf('\ufeffa: 1\r\n---\r\nb: 2\r\n')).toEqual([{ a: 1 }, { b: 2 }]);
});

test('the items of a list are documents, with places of their own', () => {
  const text = 'apiVersion: v1\nkind: List\nitems:\n- a: 1\n- b:\n    c: 2\n';
  const [first, second] = documentsOf(text);
  expect(first?.value).toEqual({ a: 1 });
  expect(second?.value).toEqual({ b: { c: 2 } });
  expect(second?.locate(['b', 'c'])).toEqual({ line: 6, column: 8 });
  expect(second?.root).toEqual(['items', 1]);
});

test('comments stay in reach', () => {
  const { written } = documentOf('# why\na: 0644 # because\nb: yes\nc: ~\nd: 1.50\n');
  expect(writeAgain(written)).toBe('# why\na: 0644 # because\nb: yes\nc: ~\nd: 1.50\n');
});

const placed = `# comment
metadata:
  name: qwen
spec:
  serving:
    contextLength: 4
  list:
    - one
    - two: 2
  block: |2- # why
     text
  empty:
  tagged: !!str 12
  alias: &x "a"
  other: *x
`;

test.each([
  [
    ['metadata', 'name'],
    [3, 9],
    [3, 3],
  ],
  [
    ['spec', 'serving', 'contextLength'],
    [6, 20],
    [6, 5],
  ],
  [
    ['spec', 'list', 0],
    [8, 7],
    [8, 7],
  ],
  [
    ['spec', 'list', 1, 'two'],
    [9, 12],
    [9, 7],
  ],
  [
    ['spec', 'block'],
    [10, 10],
    [10, 3],
  ],
  // A value that is left out is where its key is.
  [
    ['spec', 'empty'],
    [12, 3],
    [12, 3],
  ],
  [
    ['spec', 'tagged'],
    [13, 11],
    [13, 3],
  ],
  [
    ['spec', 'alias'],
    [14, 13],
    [14, 3],
  ],
  [
    ['spec', 'other'],
    [15, 10],
    [15, 3],
  ],
  // What is absent is told at the nearest parent that is there.
  [
    ['spec', 'serving', 'none', 'deep'],
    [5, 3],
    [5, 3],
  ],
  [
    ['spec', 'none'],
    [4, 1],
    [4, 1],
  ],
  [['none'], [2, 1], [2, 1]],
  [[], [2, 1], [2, 1]],
])('%j is at %j, its key at %j', (path, value, key) => {
  const document = documentOf(placed);
  expect(document.locate(path)).toEqual({ line: value[0], column: value[1] });
  expect(document.locateKey(path)).toEqual({ line: key[0], column: key[1] });
});

test('lines of a later document count from the start of the file', () => {
  const [, second] = documentsOf('a: 1\n---\n\nb:\n  c: 2\n');
  expect(second?.locate(['b', 'c'])).toEqual({ line: 5, column: 6 });
});

test('a key that is given twice is an error with both places', () => {
  expect(toldOf('a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n"a": 2\n')).toEqual([
    '5:3 the key is given twice, first at line 3, column 3',
    '6:1 the key is given twice, first at line 1, column 1',
  ]);
});

test.each([
  ['a list that does not end', 'a: [1, 2\n'],
  ['a quote that does not end', 'a: "x\n'],
  ['a tab that indents', 'a:\n\tb: 1\n'],
  ['two keys on a line', 'a: b: c\n'],
  ['a line without a key', 'a: 1\nb\nc: 2\n'],
  ['a wrong indentation', 'a:\n    b: 1\n  c: 2\n'],
  ['a directive', '%YAML 1.2\n---\na: 1\n'],
  ['an unknown escape', 'a: "\\q"\n'],
  ['a letter that YAML keeps for itself', 'a: @x\n'],
])('%s is an error with its place', (_title, text) => {
  const told = toldOf(text);
  expect(told.length).toBeGreaterThan(0);
  for (const one of told) expect(one).toMatch(/^[1-9]\d*:[1-9]\d* \S/);
});

test('all errors of the syntax are told, in the order of the text, and the text is not', () => {
  const told = toldOf('a: "\\q secret"\nb: @secret\n---\nc: 1\n---\nd: [secret\n');
  expect(told.map((one) => one.split(':')[0])).toEqual(['1', '2', '7']);
  expect(told.join()).not.toContain('secret');
});

test.each([
  ['a: "\\q"\n', 'a'],
  ['spec:\n  serving:\n    contextLength: @x\n', 'spec.serving.contextLength'],
  ['spec:\n  list:\n  - one\n  - two: [a\n', 'spec.list[1].two[0]'],
  ['spec:\n  scale: {replicas: 1e999}\n', 'spec.scale.replicas'],
  ['spec:\n  a: 1\n  b: !mine x\n', 'spec.b'],
  ['spec:\n  a: 1\n  a: 2\n', 'spec.a'],
])('a problem of %j is told with its field', (text, path) => {
  expect(problemsOf(text).map((problem) => problem.path)).toContain(path);
});

test('lines that only carriage returns end are refused', () => {
  expect(toldOf('a: 1\rb: 2\r')).toEqual(['1:5 a line ends without a line feed']);
});

test.each(['1: a', '*x'])('behind a refused document `%s` another keeps its comments', (text) => {
  const outcomes = read(`${text}\n...\n# why\nb: 2\n`);
  const texts = outcomes.flatMap((outcome) =>
    outcome.kind === 'document' && outcome.document.problems.length === 0
      ? [writeAgain(outcome.document.written)]
      : [],
  );
  expect(texts).toEqual(['# why\nb: 2\n']);
});

test('what only one of the readers of YAML accepts is written again without its comments', () => {
  const { written } = documentOf('a: !!str   b: c # why\n');
  expect(writeAgain(written)).toBe('a:\n  b: c\n');
});

test('a malformed document keeps no other from being read', () => {
  expect(read('a: [\n---\nb: 1\n---\nc: {\n').map(({ kind }) => kind)).toEqual([
    'malformed',
    'document',
    'malformed',
  ]);
});

test('how the bytes come in parts makes no difference', () => {
  const bytes = Buffer.from('ä: "ß€😀"\n---\r\nb: [1,\n 2]\n--- \nc: |\n  ---\n');
  const whole = read(bytes);
  for (let size = 1; size < bytes.length; size += 1) {
    const reader = new DocumentReader('a.yaml');
    const outcomes: ReadOutcome[] = [];
    for (let from = 0; from < bytes.length; from += size) {
      outcomes.push(...reader.push(bytes.subarray(from, from + size)));
    }
    outcomes.push(...reader.end());
    expect(outcomes.map(diagnosed).map(told)).toEqual(whole.map(told));
  }
});

function told(outcome: ReturnType<typeof read>[number]): unknown {
  return outcome.kind === 'document' ? outcome.document.value : outcome.problems;
}

test('a text that goes astray is never told as a field', () => {
  const texts = [
    'env:\n  KEY: |\n    -----BEGIN\nMIIEsecret\n    -----END\n',
    'env:\n  PASSWORD: hunter2\n  # rotate\n  secret-tail\n',
  ];
  for (const text of texts) {
    const paths = problemsOf(text).map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.join()).not.toContain('secret');
  }
});

test('an item that is left out is where its dash is', () => {
  const document = documentOf('args:\n- "--a"\n- "b-"\n-\n- "--c"\n-   # none\n');
  expect(document.locate(['args', 2])).toEqual({ line: 4, column: 1 });
  expect(document.locate(['args', 4])).toEqual({ line: 6, column: 1 });
});

test('and no dash inside of the item before it is taken for that', () => {
  const text = 'a:\n- |\n  one\n  -\n-\nb:\n- c:\n  -\n  -\n-\n';
  const document = documentOf(text);
  expect(document.locate(['a', 1])).toEqual({ line: 5, column: 1 });
  expect(document.locate(['b', 0, 'c', 1])).toEqual({ line: 9, column: 3 });
  expect(document.locate(['b', 1])).toEqual({ line: 10, column: 1 });
});

test('each document of files that were put together may begin with a mark of UTF-8', () => {
  const marked = '\ufeffa: 1\n---\n\ufeffb: 2\n';
  expect(valuesOf(marked)).toEqual([{ a: 1 }, { b: 2 }]);
});
