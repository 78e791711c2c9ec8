import { expect, test } from 'vitest';
import { type Problem, problemText } from '../../../src/core/document/problem.ts';
import { ProblemList } from '../../../src/core/document/problem-list.ts';
import { checkSpec } from '../../../src/core/spec/spec-schema.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { errorText } from '../../../src/ui/error-text.ts';
import { errorOf } from '../../support/error-of.ts';
import { documentOf, read } from '../document/outcomes.ts';

const valid = `apiVersion: cli.llmkube.dev/v1beta1
kind: InferenceService
metadata:
  name: qwen
spec:
  model:
    id: qwen
    source: https://models.example/qwen.gguf
  runtime:
    kind: llamacpp
    image: registry.example/engine:1
  serving:
    contextLength: 4096
`;

function problems(text: string): readonly Problem[] {
  const outcome = checkSpec(runtimes, documentOf(text));
  return outcome.kind === 'invalid' ? outcome.problems : [];
}

/** The problems of the valid document with one part of it written in another way. */
function told(part: string, other: string): readonly string[] {
  expect(valid).toContain(part);
  return problems(valid.replace(part, other)).map(problemText);
}

test('a spec is the intent of one release', () => {
  const outcome = checkSpec(runtimes, documentOf(valid));
  expect(outcome).toMatchObject({
    kind: 'valid',
    value: { metadata: { name: 'qwen' }, spec: { serving: { contextLength: 4096 } } },
  });
});

test.each<[string, string, string, string]>([
  [
    'an unknown field, at its name, with the nearest one',
    'contextLength: 4096',
    'contextLenght: 4096',
    'a.yaml:13:5 `spec.serving.contextLenght`: no field `contextLenght`; did you mean `contextLength`?',
  ],
  [
    'a number that is text',
    'contextLength: 4096',
    'contextLength: "4"',
    'a.yaml:13:20 `spec.serving.contextLength` is `"4"`, which is text; write 4 without quotes',
  ],
  [
    'text that is a number',
    'id: qwen',
    'id: 7',
    'a.yaml:7:9 `spec.model.id` is 7, which is a number; write "7" in quotes',
  ],
  ['text that is a switch', 'id: qwen', 'id: yes', 'a.yaml:7:9 `spec.model.id` is true or false'],
  ['too small a number', '4096', '0', 'a.yaml:13:20 `spec.serving.contextLength` is less than 1'],
  [
    'a word that is not one of those accepted',
    'kind: llamacpp',
    'kind: lamacpp',
    'a.yaml:10:11 `spec.runtime.kind` is not `generic` or `llamacpp` or',
  ],
  [
    'a missing field, at its parent',
    '    source: https://models.example/qwen.gguf\n',
    '',
    'a.yaml:6:3 `spec.model.source` is missing',
  ],
  ['a name', 'name: qwen', 'name: Qwen', 'a.yaml:4:9 `metadata.name` is not a name of a release'],
  [
    'labels, which have no effect',
    'name: qwen',
    'name: qwen\n  labels: {a: b}',
    'a.yaml:5:3 `metadata.labels`: no field `labels`',
  ],
  [
    'a value in place of fields',
    '  serving:\n    contextLength: 4096\n',
    '  serving: fast\n',
    'a.yaml:12:12 `spec.serving` is not a mapping of fields',
  ],
  [
    'a token in an annotation',
    '  serving:',
    `  pod: {annotations: {a: hf_${'a'.repeat(34)}}}\n  serving:`,
    'a.yaml:12:26 `spec.pod.annotations.a` holds what reads like a secret',
  ],
  [
    'a number for a variable',
    '    kind: llamacpp',
    '    kind: llamacpp\n    env: {A: 1}',
    'a.yaml:11:14 `spec.runtime.env.A` is a number, not text; write it in quotes',
  ],
  [
    'a source that cannot be read',
    'https://models.example/qwen.gguf',
    'ftp://models.example/qwen.gguf',
    'a.yaml:8:13 `spec.model.source`',
  ],
])('%s is told with its place', (_title, part, other, sentence) => {
  const sentences = told(part, other);
  expect(sentences).toHaveLength(1);
  expect(sentences[0]).toContain(sentence);
});

test('all problems are told at once, in the order of the text', () => {
  const text = valid
    .replace('name: qwen', 'nmae: qwen')
    .replace('kind: llamacpp', 'kind: none')
    .replace('4096', '"x"');
  expect(problems(text).map(({ line, path }) => [line, path])).toEqual([
    [3, 'metadata.name'],
    [4, 'metadata.nmae'],
    [10, 'spec.runtime.kind'],
    [13, 'spec.serving.contextLength'],
  ]);
});

test.each([
  [
    'apiVersion: cli.llmkube.dev/v1',
    'apiVersion',
    'is not accepted; write `cli.llmkube.dev/v1beta1`',
  ],
  ['kind: Pod', 'kind', 'is not accepted; write `InferenceService`'],
  ['apiVersion: inference.llmkube.dev/v1alpha1', 'apiVersion', 'is not accepted; write'],
])('of a document with `%s` only that is told', (line, path, sentence) => {
  const text = valid.replace(new RegExp(`^${path}: .*$`, 'm'), line).replace('4096', '"x"');
  expect(problems(text)).toEqual([
    expect.objectContaining({ path, message: expect.stringContaining(sentence) }),
  ]);
});

test.each(['1', '[a]', 'a: 1', '"text"'])('`%s` is no spec', (text) => {
  expect(problems(text)).toEqual([
    expect.objectContaining({ path: 'apiVersion', line: 1, column: 1 }),
  ]);
});

test('a value that is none hides no other problem, and brings none with it', () => {
  const more = 'spec:\n  modde: 1\n  scale: {replicas: 1e999}\n  pod: {<<: 5}\n  scale: {x: 1}\n';
  const [outcome] = read(valid.replace('spec:\n', more));
  if (outcome?.kind !== 'document') throw new Error('it is a document');
  const checked = checkSpec(runtimes, outcome.document);
  expect(checked.kind === 'invalid' ? checked.problems.map(problemText) : []).toEqual([
    expect.stringMatching(/^a.yaml:6:3 .*no field `modde`/),
    expect.stringMatching(/^a.yaml:7:21 `spec.scale.replicas` is not a number/),
    expect.stringMatching(/^a.yaml:8:13 `spec.pod`: only a mapping/),
    expect.stringMatching(/^a.yaml:9:3 `spec.scale`: the key is given twice/),
  ]);
});

test('a secret in a wrong place is not repeated', () => {
  const sentences = [...told('id: qwen', 'id: [hunter2]'), ...told('4096', 'hunter2')];
  expect(sentences).toHaveLength(2);
  expect(sentences.join()).not.toContain('hunter2');
});

test('the error has all problems up to a thousand, and ends the reading beyond them', () => {
  const one = problems(valid.replace('4096', '0'));
  const list = new ProblemList(['llmkube schema']);
  expect(() => list.refuse()).not.toThrow();
  list.add(one);
  expect(errorOf(() => list.refuse())).toMatchObject({
    code: 'DOCUMENT_INVALID',
    exitCode: 2,
    message: 'Cannot use `a.yaml`: 1 problem',
    facts: { count: 1, isCut: false },
    suggestions: ['llmkube schema'],
  });
  list.add(Array(999).fill(one[0]));
  expect(errorOf(() => list.refuse())).toMatchObject({
    message: 'Cannot use `a.yaml`: 1000 problems',
    facts: { count: 1000, isCut: false },
  });
  const cut = errorOf(() => list.add(one));
  expect(cut).toMatchObject({
    message: 'Cannot use `a.yaml`: more than 1000 problems',
    facts: { count: 1000, isCut: true },
  });
  expect(cut.facts.problems).toHaveLength(1000);
  expect(errorText(cut)).toContain('\n  and more than 980 more\n');
});

test('of very many problems the first of the text are told, beside one that hides others', () => {
  const fields = Array.from({ length: 1500 }, (_, index) => `      a${index}: 1\n`).join('');
  const text = `${valid}  zzz: 1\n  pod:\n    probes:\n${fields}`;
  expect(problems(text)[0]?.path).toBe('spec.zzz');
  const items = Array.from({ length: 1500 }, () => '    - 1\n').join('');
  const hiding = `${valid}  zzz: 1\n  pod:\n    volumes: !mine\n${items}`;
  const [outcome] = read(hiding);
  if (outcome?.kind !== 'document') throw new Error('it is a document');
  const checked = checkSpec(runtimes, outcome.document);
  expect(checked.kind === 'invalid' ? checked.problems.map(({ path }) => path) : []).toEqual([
    'spec.zzz',
    'spec.pod.volumes',
  ]);
});

test.each(['labels', 'probes'])('of very many problems in `pod.%s` no more are found', (field) => {
  const fields = Array.from({ length: 40_000 }, (_, index) => `      a${index}: 1\n`).join('');
  expect(problems(`${valid}  pod:\n    ${field}:\n${fields}`)).toHaveLength(1001);
});
