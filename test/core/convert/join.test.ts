import { expect, test } from 'vitest';
import { OperatorDocuments } from '../../../src/core/convert/operator-documents.ts';
import { otherKinds } from '../../../src/core/convert/other-kinds.ts';
import { read } from '../document/outcomes.ts';
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
});

test('a Model that is in one other namespace alone is taken, which a note tells', () => {
  const joined = joinText(model('m', 'b') + service('m', { namespace: 'a' }));
  expect(joined.problems).toEqual([]);
  expect(joined.conversions[0]?.value.metadata).toEqual({ name: 'm', namespace: 'a' });
  expect(sourcesOf(joined)).toEqual([{ source: 'https://models.example/m.gguf' }]);
  expect(joined.notes).toEqual([
    'a.yaml:10:18 `spec.modelRef` is `m` of the namespace `b`, where the operator looked for none: its weights go to `a`, where the release lives',
  ]);
});

test('a namespace that is asked for is that of a service that names none', () => {
  const { problems, notes } = joinText(model('m', 'a') + service('m'), 'b');
  expect(problems).toEqual([]);
  expect(notes).toEqual([expect.stringContaining('of the namespace `a`')]);
});

test('a Model without a namespace is in the one that is asked for', () => {
  const { notes } = joinText(model('m') + service('m', { namespace: 'a' }), 'b');
  expect(notes).toEqual([expect.stringContaining('of the namespace `b`')]);
});

test('the note names what the Model refers to in its namespace, and nothing that is dropped', () => {
  const noted = (spec: string) => {
    const there = model('m', 'b').replace(/spec: .*/, `spec: ${spec}`);
    const { problems, notes } = joinText(there + service('m', { namespace: 'a' }));
    expect(problems).toEqual([]);
    return notes.find((note) => note.includes('modelRef')) ?? '';
  };
  expect(noted('{source: "pvc://models/m.gguf"}')).toMatch(
    /these must be too: the claim `models`$/,
  );
  expect(noted('{source: "hf://org/repo/m.gguf", sourceSecretRef: {name: hub}}')).toMatch(
    /these must be too: the Secret `hub`$/,
  );
  expect(noted('{source: "https://h.example/m.gguf", sourceSecretRef: {name: hub}}')).not.toContain(
    'hub',
  );
  const claims = '[{name: a, claimName: one}, {name: b, templateName: two}]';
  expect(
    noted(`{source: "https://h.example/m.gguf", hardware: {gpu: {resourceClaims: ${claims}}}}`),
  ).toMatch(/the ResourceClaim `one`, the ResourceClaimTemplate `two`$/);
});

test('Models of several other namespaces are refused with all of them, and told once', () => {
  const models = model('m', 'b') + model('m', 'c') + model('m', 'd');
  expect(joinText(models + service('m', { namespace: 'a' })).problems).toEqual([
    'a.yaml:20:18 `spec.modelRef` is `m`, of which there are Models in the namespaces `b`, `c` and `d` and none in its own, `a`; leave one of them in the files',
  ]);
  expect(joinText(models + service('m')).problems).toEqual([
    expect.stringContaining('in the namespaces `b`, `c` and `d` and none in its own;'),
  ]);
});

test('the own namespace goes before all others', () => {
  const models = model('m', 'b') + model('m', 'a') + model('m', 'c').replace('m.gguf', 'c.gguf');
  const joined = joinText(
    models + service('m', { namespace: 'a' }) + service('other', { of: 'm', namespace: 'b' }),
  );
  expect(joined.notes).toEqual([]);
  expect(joined.problems).toEqual([expect.stringContaining('no InferenceService of the files')]);
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

test('many services of many Models elsewhere take no more than their time', {
  timeout: 20_000,
}, () => {
  const models = Array.from({ length: 3000 }, (_, index) => model('m', `n${index}`));
  const services = Array.from({ length: 3000 }, (_, index) =>
    service('m', { namespace: `s${index}` }),
  );
  const { problems } = joinText(models.join('') + services.join(''));
  expect(problems).toHaveLength(3000);
  expect(problems[0]).toContain('`n18`, `n19` and 2980 others and none in its own, `s0`');
});

test('more documents than one may hold are refused', { timeout: 60_000 }, () => {
  const long = model('m').replace('source:', `quantization: "${'x'.repeat(4_000_000)}", source:`);
  const texts = ['a', 'b', 'c'].map((name) => long.replaceAll('name: m', `name: ${name}`));
  const { problems } = joinText(texts.join(''));
  expect(problems).toContainEqual(expect.stringContaining('longer than 8 MiB together'));
});

test.each([
  ['a document with a value that is none', 'spec: {modelRef: m, replicas: 1e999}\n'],
  ['a document that nobody can read', 'spec: {modelRef: m\n'],
])('beside %s no Model is told to be of no use', (_, spec) => {
  const operator = new OperatorDocuments();
  const text = `---\n${head}\nkind: InferenceService\nmetadata: {name: m}\n${spec}`;
  const early = read(model('m') + text).flatMap((outcome) => {
    if (outcome.kind === 'document') return operator.add(outcome.document);
    operator.miss();
    return outcome.problems;
  });
  expect(early.length).toBeGreaterThan(0);
  expect(operator.join()).toEqual({ conversions: [], problems: [] });
});
