import { expect, test } from 'vitest';
import Deploy from '../../../src/commands/deploy.ts';
import {
  explainField,
  fieldOfKubernetes,
  nearFields,
} from '../../../src/core/spec/explain-field.ts';
import { fieldNotes as notesOf } from '../../../src/core/spec/field-notes.ts';
import { publishedSchema } from '../../../src/core/spec/published-schema.ts';
import { findField, isOpen } from '../../../src/core/spec/schema-fields.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { schemaFields } from '../../support/schema-fields.ts';

const schema = publishedSchema(runtimes);
const fieldNotes = notesOf(runtimes);

test('the notes name every field of the schema and no other', () => {
  expect(Object.keys(fieldNotes).sort()).toEqual(
    schemaFields(schema)
      .map(({ path }) => path)
      .sort(),
  );
});

test('every flag of a note is a flag of deploy', () => {
  const flags = Object.values(fieldNotes).flatMap(({ flag }) => flag?.slice(2) ?? []);
  expect(flags.length).toBeGreaterThan(10);
  expect(flags.filter((flag) => !Object.hasOwn(Deploy.flags, flag))).toEqual([]);
});

test('a note of an engine names a field, and its words are flags, or say that it gets none', () => {
  for (const { fieldWords } of runtimes) {
    expect(Object.keys(fieldWords).filter((path) => !Object.hasOwn(fieldNotes, path))).toEqual([]);
    for (const words of Object.values(fieldWords))
      expect(words).toMatch(/^(--[a-z-]+|\$\(LLMKUBE_|[A-Z_]+, a variable$|none: \w)/);
  }
});

test('an editor asks for no id, because the name of the release stands in for it', () => {
  const model = schema.properties?.spec?.properties?.model;
  expect(model?.required).toEqual(['source']);
  expect(model?.description).toBe('Which weights are served, and as what.');
});

test('a field is explained with and without `spec` before it', () => {
  const explained = explainField('serving.contextLength', schema, runtimes);
  expect(explained).toEqual(explainField('spec.serving.contextLength', schema, runtimes));
  expect(explained).toEqual({
    path: 'spec.serving.contextLength',
    type: 'a whole number from 1',
    isRequired: false,
    says: 'Tokens that one conversation may hold.',
    default: '8192; with sglang, tgi and vllm what the model can and the memory holds',
    flag: '--context-length',
    engines: [
      { runtime: 'llamacpp', words: '--ctx-size, times the concurrency' },
      { runtime: 'sglang', words: '--context-length' },
      { runtime: 'tgi', words: '--max-total-tokens' },
      { runtime: 'vllm', words: '--max-model-len, by default auto' },
    ],
    fields: [],
  });
});

test('a default that is another for some engines is told with their names', () => {
  const defaultOf = (path: string) => explainField(path, schema, runtimes)?.default;
  expect(defaultOf('hardware.split.mode')).toBe('layer; with sglang, tgi and vllm row');
  expect(defaultOf('serving.speculative.tokens')).toBe(
    'what the engine decides; with tgi none, so it has to be given; with vllm what the model says, and of n-grams it has to be given',
  );
  const [tgi] = runtimes.filter(({ name }) => name === 'tgi');
  expect(notesOf(tgi === undefined ? [] : [tgi])['spec.hardware.split.mode']?.default).toBe('row');
});

test('a default of an engine is of a field that all share and that it has words for', () => {
  for (const { fieldDefaults = {}, fieldWords, notes } of runtimes) {
    const paths = Object.keys(fieldDefaults);
    expect(paths.filter((path) => !Object.hasOwn(fieldWords, path))).toEqual([]);
    expect(paths.filter((path) => Object.hasOwn(notes, path))).toEqual([]);
  }
});

test('the types of fields are words', () => {
  const typeOf = (path: string) => explainField(path, schema, runtimes)?.type;
  expect(typeOf('cache.mode')).toBe('release, shared, claim or none');
  expect(typeOf('kind')).toBe('InferenceService');
  expect(typeOf('spec')).toBe('fields');
  expect(typeOf('model.source')).toBe('text');
  expect(typeOf('runtime.args')).toBe('a list');
  expect(typeOf('runtime.llamacpp.jinja')).toBe('true or false');
  expect(typeOf('runtime.llamacpp.moe.cpuLayers')).toBe('a whole number from 1 or all');
  expect(explainField('metadata.name', schema, runtimes)?.isRequired).toBe(true);
});

test.each([
  ['runtime.envFrom[].secret', 'spec.runtime.envFrom[].secret'],
  ['spec.runtime.envFrom.secret', 'spec.runtime.envFrom[].secret'],
  ['spec.runtime.envFrom[0].secret', 'spec.runtime.envFrom[].secret'],
  ['spec.runtime.envFrom[3]', 'spec.runtime.envFrom'],
  ['spec.runtime.args[12]', 'spec.runtime.args'],
  ['spec.runtime.env.HF_HOME', 'spec.runtime.env'],
  ['spec.runtime.env.HF_HOME.secret.name', 'spec.runtime.env.NAME.secret.name'],
  ['spec.runtime.env.NAME.secret.name', 'spec.runtime.env.NAME.secret.name'],
  ['spec.runtime.env.secret', 'spec.runtime.env.NAME.secret'],
  ['spec.runtime.env.secret.secret.key', 'spec.runtime.env.NAME.secret.key'],
  ['spec.pod.labels.example.com/team', 'spec.pod.labels'],
  ['pod.tolerations[0].effect', 'spec.pod.tolerations[].effect'],
  ['spec.pod.volumes.name', 'spec.pod.volumes[].name'],
])('%s is found inside of a list or a mapping', (text, path) => {
  expect(explainField(text, schema, runtimes)?.path).toBe(path);
});

test.each([
  'runtime.envFrom[a].secret',
  'runtime.envFrom.secret[0]',
  'runtime[0].envFrom',
  'runtime.env[].secret',
  'runtime.env.A.B.secret',
  'pod.tolerations[0].efect',
  'runtime..kind',
  '',
  '[]',
])('`%s` is no field', (text) => {
  expect(explainField(text, schema, runtimes)).toBeUndefined();
});

test('a list and a mapping name the fields of their items and values', () => {
  const fieldsIn = (path: string) => explainField(path, schema, runtimes)?.fields;
  expect(fieldsIn('runtime.envFrom')).toEqual(['secret', 'prefix', 'configMap']);
  expect(fieldsIn('runtime.env')).toEqual(['secret', 'configMap', 'field']);
  expect(fieldsIn('hardware.claims')).toContain('templateName');
  expect(fieldsIn('runtime.args')).toEqual([]);
});

test('only what no form of an item is without is required', () => {
  const isRequired = (path: string) => explainField(path, schema, runtimes)?.isRequired;
  expect(isRequired('hardware.claims.name')).toBe(true);
  expect(isRequired('runtime.env.A.secret.key')).toBe(true);
  expect(isRequired('runtime.envFrom.secret')).toBe(false);
  expect(isRequired('runtime.envFrom.prefix')).toBe(false);
});

test('what Kubernetes describes names its type, and what is inside is answered with it', () => {
  expect(explainField('pod.volumes', schema, runtimes)).toMatchObject({ kubernetes: 'Volume' });
  const openPart = (path: string) => fieldOfKubernetes(path, schema, runtimes)?.path;
  expect(openPart('pod.volumes[0].emptyDir.medium')).toBe('spec.pod.volumes');
  expect(openPart('pod.affinity.nodeAffinity')).toBe('spec.pod.affinity');
  expect(openPart('pod.tolerations[0].efect')).toBeUndefined();
  expect(openPart('runtime.envFrom[0].x')).toBeUndefined();
});

test('every field whose insides the schema leaves open names a type of Kubernetes', () => {
  const open = schemaFields(schema)
    .map(({ path }) => path)
    .filter((path) => {
      const field = findField(schema, path);
      return field !== undefined && isOpen(field);
    });
  expect(open.length).toBeGreaterThan(5);
  expect(open.filter((path) => fieldNotes[path]?.kubernetes === undefined)).toEqual([]);
});

test('an editor shows what a field of an item means', () => {
  const items = Object(schema.properties?.spec?.properties?.runtime?.properties?.envFrom?.items);
  expect(items.anyOf[1].properties.configMap.description).toBe('The name of a ConfigMap.');
});

test('of the same name the fields of the block that was meant come first', () => {
  expect(nearFields('runtime.envFrom[0].secrt', runtimes)[0]).toBe('spec.runtime.envFrom[].secret');
});

test('a misspelt field is answered with the one that was meant', () => {
  expect(explainField('contextLenght', schema, runtimes)).toBeUndefined();
  expect(nearFields('serving.contextLenght', runtimes)).toEqual(['spec.serving.contextLength']);
});
