import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { releasesWithState } from '../../src/host/releases-with-state.ts';
import { temporaryFolder } from '../support/host/temporary-folder.ts';

test('only names of releases are found, whatever else lies there', async () => {
  const folder = join(await temporaryFolder(), 'engines');
  expect(releasesWithState(folder)).toEqual([]);
  await mkdir(folder);
  for (const name of [
    'a.json',
    'qwen-8b.json',
    '...json',
    '.json',
    'A.json',
    'b.json.newer',
    '-.json',
  ]) {
    await writeFile(join(folder, name), '{}');
  }
  expect(releasesWithState(folder).toSorted()).toEqual(['a', 'qwen-8b']);
});

test('a release whose state was never written to its end is found, once', async () => {
  const folder = await temporaryFolder();
  for (const name of ['a.json', 'a.json.new', 'b.json.new'])
    await writeFile(join(folder, name), '');
  expect(releasesWithState(folder).toSorted()).toEqual(['a', 'b']);
});
