import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { ensureApiKey, readApiKey } from '../../src/host/api-key.ts';
import { mountObstacle } from '../support/download/mount-obstacle.ts';
import { temporaryFolder } from '../support/host/temporary-folder.ts';
import { testUnless } from '../support/tier-gate.ts';

const diskTest = testUnless(await mountObstacle());

test('a key is made once, for this user alone, and kept', async () => {
  const file = path.join(await temporaryFolder(), 'api-key');
  expect(await readApiKey(file)).toBeUndefined();
  const keys = await Promise.all(Array.from({ length: 8 }, () => ensureApiKey(file)));
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toMatch(/^[\w-]{43}$/);
  expect(await readApiKey(file)).toBe(keys[0]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(path.dirname(file))).toEqual(['api-key']);
});

test('what a maker that was killed has left goes, and nothing else', async () => {
  const file = path.join(await temporaryFolder(), 'api-key');
  const others = ['api-key.old', 'api-keys.0123456789abcdef'];
  for (const name of ['api-key.0123456789abcdef', ...others]) {
    await writeFile(path.join(path.dirname(file), name), 'half');
  }
  await ensureApiKey(file);
  expect((await readdir(path.dirname(file))).toSorted()).toEqual(['api-key', ...others]);
});

test.each(['', '\n'])('a file that holds %j is no key, and one is made', async (text) => {
  const file = path.join(await temporaryFolder(), 'api-key');
  await writeFile(file, text);
  expect(await readApiKey(file)).toBeUndefined();
  const key = await ensureApiKey(file);
  expect(key).toMatch(/^[\w-]{43}$/);
  expect(await ensureApiKey(file)).toBe(key);
});

diskTest('a full disk leaves nothing that could be taken for a key', async () => {
  const folder = await temporaryFolder();
  await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'llmkube-test', folder]);
  onTestFinished(async () => {
    await execa('umount', [folder]);
  });
  const filler = path.join(folder, 'filler');
  await expect(writeFile(filler, Buffer.alloc(1024 ** 2))).rejects.toThrow('ENOSPC');
  const file = path.join(folder, 'api-key');
  await expect(ensureApiKey(file)).rejects.toThrow('ENOSPC');
  expect(await readdir(folder)).toEqual(['filler']);
  await writeFile(filler, '');
  const key = await ensureApiKey(file);
  expect(await readFile(file, 'utf8')).toBe(`${key}\n`);
});
