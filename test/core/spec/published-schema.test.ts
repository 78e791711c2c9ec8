import { expect, test } from 'vitest';
import Deploy from '../../../src/commands/deploy.ts';
import { explainField, nearFields } from '../../../src/core/spec/explain-field.ts';
import { fieldNotes as notesOf } from '../../../src/core/spec/field-notes.ts';
import { type JsonSchema, publishedSchema } from '../../../src/core/spec/published-schema.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';

const schema = publishedSchema(runtimes);
const fieldNotes = notesOf(runtimes);

function paths(part: JsonSchema, path: readonly string[] = []): string[] {
  return Object.entries(part.properties ?? {}).flatMap(([name, field]) => [
    [...path, name].join('.'),
    ...paths(field, [...path, name]),
  ]);
}

test('the notes name every field of the schema and no other', () => {
  expect(Object.keys(fieldNotes).sort()).toEqual(paths(schema).sort());
});

test('every flag of a note is a flag of deploy', () => {
  const flags = Object.values(fieldNotes).flatMap(({ flag }) => flag?.slice(2) ?? []);
  expect(flags.length).toBeGreaterThan(10);
  expect(flags.filter((flag) => !Object.hasOwn(Deploy.flags, flag))).toEqual([]);
});

test('a note of an engine names a field, and its words are flags', () => {
  for (const { fieldWords } of runtimes) {
    expect(Object.keys(fieldWords).filter((path) => !Object.hasOwn(fieldNotes, path))).toEqual([]);
    for (const words of Object.values(fieldWords)) expect(words).toMatch(/^--[a-z-]+/);
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
    default: '8192',
    flag: '--context-length',
    engines: [{ runtime: 'llamacpp', words: '--ctx-size, times the concurrency' }],
    fields: [],
  });
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

test('a misspelt field is answered with the one that was meant', () => {
  expect(explainField('contextLenght', schema, runtimes)).toBeUndefined();
  expect(nearFields('serving.contextLenght', runtimes)).toEqual(['spec.serving.contextLength']);
});
