import { mkdir, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openVersionedFiles, type VersionedFiles } from '../../src/host/versioned-files.ts';
import { rejectionOf } from '../support/error-of.ts';
import { temporaryFolder } from '../support/host/temporary-folder.ts';

const leftId = '0123456789abcdef';

test('only who has seen the newest version replaces or removes a text', async () => {
  const files = await openEmpty();
  expect(await files.read('qwen')).toBeUndefined();
  const first = await commit(files, 'one', undefined);
  expect(await files.read('qwen')).toEqual({ version: first, text: 'one' });
  expect(await files.write('qwen', 'other', undefined)).toEqual({ kind: 'changed' });
  const second = await commit(files, 'two', first);
  expect(await files.write('qwen', 'other', first)).toEqual({ kind: 'changed' });
  expect(await files.remove('qwen', first)).toBe('changed');
  expect(await files.read('qwen')).toEqual({ version: second, text: 'two' });
  expect(await files.remove('qwen', second)).toBe('removed');
  expect(await files.remove('qwen', second)).toBe('removed');
  expect(await files.read('qwen')).toBeUndefined();
});

test('a text that was removed is made again, and no version of before speaks for it', async () => {
  const files = await openEmpty();
  const versions = new Set<string>();
  for (let round = 0; round < 3; round += 1) {
    const version = await commit(files, 'the same', undefined);
    for (const old of versions) {
      expect(await files.write('qwen', 'stale', old)).toEqual({ kind: 'changed' });
      expect(await files.remove('qwen', old)).toBe('changed');
    }
    versions.add(version);
    await files.remove('qwen', version);
    expect(await files.write('qwen', 'stale', version)).toEqual({ kind: 'changed' });
  }
  expect(versions.size).toBe(3);
});

test('of two that make a text at once one does', async () => {
  const files = await openEmpty();
  const outcomes = await Promise.all(
    ['one', 'two', 'three'].map((text) => files.write('qwen', text, undefined)),
  );
  expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['changed', 'changed', 'committed']);
  const winner = ['one', 'two', 'three'].find((_, at) => outcomes[at]?.kind === 'committed');
  expect(await files.read('qwen')).toMatchObject({ text: winner });
});

test('what is there is listed by name, and nothing that somebody else put there', async () => {
  const files = await openEmpty();
  expect(await files.list()).toEqual([]);
  for (const name of ['zephyr', 'gone', 'ada']) await files.write(name, name, undefined);
  await files.remove('gone', (await files.read('gone'))?.version ?? '');
  await writeFile(path.join(files.folder, 'notes'), 'mine');
  await mkdir(path.join(files.folder, 'Old_Ones'));
  await mkdir(path.join(files.folder, 'empty'));
  await writeFile(path.join(files.folder, 'ada', 'README'), 'mine');
  const listed = await files.list();
  expect(listed.map(({ name, text }) => [name, text])).toEqual([
    ['ada', 'ada'],
    ['zephyr', 'zephyr'],
  ]);
  const versions = listed.map(({ name, version }) => `${name}/${version}`);
  const gone = expect.stringMatching(/^gone\/2\./);
  expect(await files.versions()).toEqual([versions[0], gone, versions[1]]);
  expect(await files.read('empty')).toBeUndefined();
});

test('a name that could be another path is refused before anything is touched', async () => {
  const files = await openEmpty();
  for (const name of ['', '..', '../qwen', 'a/b', 'Qwen', '.new-1', 'a'.repeat(64)]) {
    const error = await rejectionOf(files.write(name, 'text', undefined));
    expect(error.code).toBe('INTERNAL');
  }
  expect(await readdir(files.folder)).toEqual([]);
});

test('nobody but this user may look at what is kept', async () => {
  const files = await openEmpty();
  const version = await commit(files, 'one', undefined);
  const modes = await Promise.all(
    ['', 'qwen', `qwen/${version}.json`, `qwen/${version}.now`].map(async (file) => {
      const { mode } = await stat(path.join(files.folder, file));
      return mode & 0o777;
    }),
  );
  expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
});

test('what dead writers left is not read, and the next writer clears it', async () => {
  const files = await openEmpty();
  const version = await commit(files, 'one', undefined);
  const place = path.join(files.folder, 'qwen');
  for (const left of ['0', '1', '2'])
    await writeFile(path.join(place, `${left}.${leftId}.json`), '?');
  expect(await files.read('qwen')).toEqual({ version, text: 'one' });
  const second = await commit(files, 'two', version);
  expect((await readdir(place)).toSorted()).toEqual([`${second}.json`, `${second}.now`]);
});

test('folders of makers that died are cleared an hour later, younger ones may be in use', async () => {
  const files = await openEmpty();
  await mkdir(path.join(files.folder, '.new-old'));
  await mkdir(path.join(files.folder, '.new-young'));
  await utimes(path.join(files.folder, '.new-old'), 0, 0);
  await commit(files, 'one', undefined);
  const folders = (await readdir(files.folder)).filter((name) => name !== '.spare');
  expect(folders.toSorted()).toEqual(['.new-young', 'qwen']);
});

test('a version whose text is lost is an error that names it, and not a text that never was', async () => {
  const files = await openEmpty();
  const version = await commit(files, 'one', undefined);
  await rm(path.join(files.folder, 'qwen', `${version}.json`));
  const error = await rejectionOf(files.read('qwen'));
  expect(error.code).toBe('FOLDER_UNUSABLE');
  expect(error.message).toContain(`${version}.json`);
});

test.each([
  ['a file', (place: string) => writeFile(place, '')],
  [
    'full of other things',
    async (place: string) => {
      await mkdir(place);
      await writeFile(path.join(place, 'notes'), '');
    },
  ],
])('where the place of a name is %s, a write says so', async (_, occupy) => {
  const files = await openEmpty();
  await occupy(path.join(files.folder, 'qwen'));
  const error = await rejectionOf(files.write('qwen', 'one', undefined));
  expect(error.code).toBe('FOLDER_UNUSABLE');
  expect(error.facts).toEqual({ path: path.join(files.folder, 'qwen') });
});

async function openEmpty(): Promise<VersionedFiles> {
  return openVersionedFiles(await temporaryFolder());
}

async function commit(
  files: VersionedFiles,
  text: string,
  version: string | undefined,
): Promise<string> {
  const outcome = await files.write('qwen', text, version);
  if (outcome.kind === 'changed') throw new Error('somebody else wrote');
  return outcome.version;
}
