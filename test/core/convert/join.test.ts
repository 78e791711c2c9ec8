import { expect, test } from 'vitest';
import { otherKinds } from '../../../src/core/convert/other-kinds.ts';
import { joinText } from './operator-files.ts';

const head = 'apiVersion: inference.llmkube.dev/v1alpha1';

function model(name: string, namespace?: string): string {
  const home = namespace === undefined ? '' : `, namespace: ${namespace}`;
  return `---
${head}
kind: Model
metadata: {name: ${name}${home}}
spec: {source: "https://models.example/${name}.gguf"}
`;
}

function service(name: string, { of = name, namespace }: { of?: string; namespace?: string } = {}) {
  const home = namespace === undefined ? '' : `, namespace: ${namespace}`;
  return `---
${head}
kind: InferenceService
metadata: {name: ${name}${home}}
spec: {modelRef: ${of}, image: "engine:1", contextSize: 512}
`;
}

const sourcesOf = ({ conversions }: ReturnType<typeof joinText>) =>
  conversions.map(({ value }) => Reflect.get(Object(Reflect.get(value, 'spec')), 'model'));

test('a service may stand before its Model, and one Model may have several', () => {
  const joined = joinText(service('a', { of: 'm' }) + model('m') + service('b', { of: 'm' }));
  expect(joined.problems).toEqual([]);
  const source = 'https://models.example/m.gguf';
  expect(sourcesOf(joined)).toEqual([{ source }, { source }]);
});

test('the items of a list are documents', () => {
  const items = [model('m'), service('m')].map((text) => text.replace('---\n', ''));
  const indented = items.map((text) => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`);
  const joined = joinText(`apiVersion: v1\nkind: List\nitems:\n${indented.join('')}`);
  expect(joined.problems).toEqual([]);
  expect(joined.conversions).toHaveLength(1);
});

test('of Models of one name a service uses that of its own namespace', () => {
  const models = model('m', 'a') + model('m', 'b');
  const joined = joinText(
    models + service('m', { namespace: 'b' }) + service('m', { namespace: 'a' }),
  );
  expect(joined.problems).toEqual([]);
  expect(joined.conversions.map(({ value }) => value.metadata)).toEqual([
    { name: 'm', namespace: 'b' },
    { name: 'm', namespace: 'a' },
  ]);
});

test('a document without a namespace is in the one that is asked for, or in that of the others', () => {
  expect(joinText(model('m') + service('m', { namespace: 'a' })).problems).toEqual([]);
  expect(joinText(model('m', 'a') + service('m')).problems).toEqual([]);
  expect(joinText(model('m', 'a') + service('m'), 'a').problems).toEqual([]);
  expect(joinText(model('m', 'a') + service('m'), 'b').problems).toHaveLength(2);
});

test('a Model of another namespace is not reached, which is said at modelRef', () => {
  const { problems } = joinText(model('m', 'b') + service('m', { namespace: 'a' }));
  expect(problems[0]).toBe(
    'a.yaml:10:18 `spec.modelRef` is `m`, whose Model is in the namespace `b`: a service uses those of its own, `a`',
  );
});

test('a service without its Model and a Model without a service are told', () => {
  expect(joinText(service('m')).problems).toEqual([
    'a.yaml:5:18 `spec.modelRef` is `m`, and no file has a Model of that name',
  ]);
  expect(joinText(model('m')).problems).toEqual([
    'a.yaml:4:18 `metadata.name` is a Model that no InferenceService of the files refers to; a release is both',
  ]);
});

test('a Model that is spoiled is not told to be missing', () => {
  const spoiled = model('m').replace('source:', 'sauce:');
  expect(joinText(spoiled + service('m')).problems).toEqual([
    expect.stringContaining('`spec.source` is missing'),
    expect.stringContaining('no field `sauce`; did you mean `source`?'),
  ]);
});

test('two documents of one kind and name are told with the place of the first', () => {
  expect(joinText(model('m') + model('m') + service('m')).problems).toEqual([
    'a.yaml:9:18 `metadata.name` is the name of another document of its kind too, at a.yaml:4:18',
  ]);
});

test.each(Object.keys(otherKinds))('a %s is refused by its name with what to use', (kind) => {
  const text = `${head}\nkind: ${kind}\nmetadata: {name: x}\nspec: {}\n`;
  expect(joinText(text).problems).toEqual([
    `a.yaml:2:7 \`kind\` is \`${kind}\`, which ${otherKinds[kind]}`,
  ]);
});

test('another version or kind of the group is refused', () => {
  const text = `${head.replace('v1alpha1', 'v1beta9')}\nkind: Model\n---\n${head}\nkind: Pod\n`;
  expect(joinText(text).problems).toEqual([
    expect.stringMatching(
      /`apiVersion` is not accepted; write `inference.llmkube.dev\/v1alpha1`.*`llmkube convert`/,
    ),
    expect.stringContaining('`kind` is not `Model` or `InferenceService`'),
  ]);
});

test('a name that is none of a release is folded, and stays the name that clients send', () => {
  const { conversions, notes } = joinText(model('m') + service('Q.wen', { of: 'm' }));
  expect(conversions[0]?.value).toMatchObject({
    metadata: { name: 'q-wen' },
    spec: { model: { id: 'Q.wen' } },
  });
  expect(notes).toEqual([expect.stringContaining('is called `q-wen`')]);
});

test('what the API server and the operator wrote is told to be dropped', () => {
  const live = `${service('m').replace('name: m', 'name: m, labels: {a: b}, uid: u')}status: {}\n`;
  expect(joinText(model('m') + live).notes).toEqual([
    expect.stringContaining('`metadata.labels` is dropped'),
    expect.stringContaining('`metadata.uid` is dropped'),
    expect.stringContaining('`status` is dropped'),
  ]);
});

test('a field that is null is one that is not there', () => {
  const text = service('m').replace('spec: {', 'spec: {replicas: null, env: ~, ');
  expect(joinText(model('m') + text).problems).toEqual([]);
});

test('many documents of one name take no more than their time', { timeout: 10_000 }, () => {
  const many = Array.from({ length: 5000 }, (_, index) => model('m', `n${index}`));
  expect(joinText(many.join('') + service('m', { namespace: 'n7' })).conversions).toHaveLength(1);
});

test('more documents than one may hold are refused', { timeout: 60_000 }, () => {
  const long = model('m').replace('source:', `quantization: "${'x'.repeat(4_000_000)}", source:`);
  const texts = ['a', 'b', 'c'].map((name) => long.replaceAll('name: m', `name: ${name}`));
  const { problems } = joinText(texts.join(''));
  expect(problems).toContainEqual(expect.stringContaining('longer than 8 MiB together'));
});
