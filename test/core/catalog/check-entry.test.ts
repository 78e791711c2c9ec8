import { expect, test } from 'vitest';
import type { CatalogEntry } from '../../../src/core/catalog/catalog-entry.ts';
import { checkEntry } from '../../../src/core/catalog/check-entry.ts';
import { parseCatalog } from '../../../src/core/catalog/parse-catalog.ts';
import { pinCatalog } from '../../../src/core/catalog/pin-catalog.ts';
import { writeYaml } from '../../../src/core/document/write-yaml.ts';
import type { StatedLicense } from '../../../src/core/license/stated-license.ts';
import type { HubFacts, HubFile } from '../../../src/core/source/hub-facts.ts';

const [ours, theirs] = ['a'.repeat(64), 'b'.repeat(64)];
const bare = { name: 'Q4_K_M', file: 'm-Q4_K_M.gguf' };
const entry: CatalogEntry = {
  id: 'm',
  title: 'M',
  repo: 'org/m',
  license: 'apache-2.0',
  files: [{ ...bare, bytes: 100 }],
  usual: 'Q4_K_M',
};

function factsOf(file: HubFile, more: Partial<HubFacts> = {}): HubFacts {
  return { isGated: false, files: new Map([[bare.file, file]]), ...more };
}

function check(facts: HubFacts, known = entry) {
  return checkEntry(known, { kind: 'seen', facts })[0];
}

test('what the hub says the same is verified, with what it told besides', () => {
  const license = { id: 'Apache-2.0' };
  expect(check(factsOf({ bytes: 100, sha256: theirs }, { license }))).toEqual({
    model: 'm',
    repository: 'org/m',
    file: bare.file,
    outcome: 'verified',
    differences: [],
    bytes: 100,
    sha256: theirs,
    license: 'Apache-2.0',
  });
});

test('what one of them does not know contradicts nothing', () => {
  expect(check(factsOf({}))).toMatchObject({ outcome: 'verified' });
  const { license: _, ...unlicensed } = { ...entry, files: [bare] };
  const told = factsOf({ bytes: 7, sha256: theirs }, { license: { id: 'mit' } });
  expect(check(told, unlicensed)).toMatchObject({ outcome: 'verified', bytes: 7 });
});

test('every contradiction is told with both sides', () => {
  const known = { ...entry, files: [{ ...bare, bytes: 100, sha256: ours }] };
  const license: StatedLicense = { id: 'other', name: 'qwen' };
  expect(check(factsOf({ bytes: 101, sha256: theirs }, { license }), known)).toMatchObject({
    outcome: 'changed',
    differences: [
      { field: 'bytes', catalog: '100', hub: '101' },
      { field: 'sha256', catalog: ours, hub: theirs },
      { field: 'license', catalog: 'apache-2.0', hub: 'qwen' },
    ],
  });
});

test('a license of its own is the same by its name, and as `other`', () => {
  const license = { id: 'other', name: 'Qwen-Research' };
  const told = factsOf({ bytes: 100 }, { license });
  expect(check(told, { ...entry, license: 'qwen-research' })).toMatchObject({
    outcome: 'verified',
  });
  expect(check(told, { ...entry, license: 'other' })).toMatchObject({ outcome: 'verified' });
});

test('a file that is not there is missing, and one behind terms is gated unless it differs', () => {
  expect(check({ isGated: true, files: new Map() })).toMatchObject({
    outcome: 'missing',
    why: 'the repository has no file `m-Q4_K_M.gguf`',
  });
  expect(check(factsOf({ bytes: 100 }, { isGated: true }))).toMatchObject({ outcome: 'gated' });
  expect(check(factsOf({ bytes: 1 }, { isGated: true }))).toMatchObject({ outcome: 'changed' });
});

test.each(['missing', 'gated', 'unreachable'] as const)('a repository that is %s', (kind) => {
  const twoFiles = { ...entry, files: [bare, { name: 'Q8_0', file: 'm-Q8_0.gguf' }] };
  expect(checkEntry(twoFiles, { kind, why: 'because' })).toMatchObject([
    { file: 'm-Q4_K_M.gguf', outcome: kind, why: 'because' },
    { file: 'm-Q8_0.gguf', outcome: kind, why: 'because' },
  ]);
});

test('a catalog of what is verified has sizes and digests of the hub, and can be read again', () => {
  const two = { ...entry, aliases: ['n'], files: [bare, { name: 'Q8_0', file: 'gone.gguf' }] };
  const unusual = { ...two, id: 'k', usual: 'Q8_0' };
  const sameAlias = { ...two, id: 'l' };
  const sight = { kind: 'seen', facts: factsOf({ bytes: 9, sha256: theirs }) } as const;
  const entries = [two, unusual, sameAlias];
  const pinned = pinCatalog(
    entries,
    entries.flatMap((one) => checkEntry(one, sight)),
  );
  const files = [{ ...bare, bytes: 9, sha256: theirs }];
  expect(pinned).toEqual([
    { ...two, files },
    { ...sameAlias, aliases: [], files },
  ]);
  expect(parseCatalog(writeYaml({ models: pinned }))).toEqual({ kind: 'read', models: pinned });
});
