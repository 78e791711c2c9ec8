import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { catalog } from '../../../src/core/catalog/catalog.ts';
import { parseCatalog } from '../../../src/core/catalog/parse-catalog.ts';
import { foldReleaseName } from '../../../src/core/release-name.ts';
import { parseSource } from '../../../src/core/source/parse-source.ts';

const file = new URL('../../../src/core/catalog/catalog.json', import.meta.url);

test('the catalog holds what its schema says, each name once', async () => {
  expect(parseCatalog(await readFile(file, 'utf8'))).toEqual({ kind: 'read', models: catalog });
  expect(catalog.length).toBeGreaterThanOrEqual(40);
});

test('every fact of the catalog has a source, and models are sorted by id', () => {
  expect(catalog.filter(({ sources = [] }) => sources.length === 0)).toEqual([]);
  const ids = catalog.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted());
});

test('every source is a file at a commit, or the address of a page', () => {
  const sources = new Set(catalog.flatMap(({ sources = [] }) => sources));
  const form = /^([\w.-]+\/[\w.-]+ [^@]+@[0-9a-f]{40}|https:\/\/\S+)$/;
  expect([...sources].filter((one) => !form.test(one))).toEqual([]);
});

test('many models have recommended settings, each with the source that says so', () => {
  const recommended = catalog.filter(({ settings }) => settings !== undefined);
  expect(recommended.length).toBeGreaterThanOrEqual(25);
  expect(recommended.filter(({ settings }) => settings?.source === undefined)).toEqual([]);
  expect(recommended.filter(({ sources = [] }) => sources.length < 2)).toEqual([]);
});

test('every file of the catalog is a source that can be fetched whole', () => {
  const files = catalog.flatMap(({ repo, files }) => files.map((one) => ({ repo, ...one })));
  for (const { repo, file: name } of files) {
    const source = `hf://${repo}/${name}`;
    expect(parseSource(source)).toMatchObject({ kind: 'hub', repo, file: name });
    expect(name).not.toMatch(/-\d{5}-of-\d{5}\.gguf$/);
  }
});

test('no two models of the catalog would be one release', () => {
  const releases = catalog.map(({ id }) => foldReleaseName(id));
  expect(new Set(releases).size).toBe(releases.length);
});
