import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makePrivateFolder } from '../../src/host/make-private-folder.ts';
import { rejectionOf } from '../support/error-of.ts';

test('what is missing is made for this user alone', async () => {
  const root = await temporaryFolder();
  const folder = path.join(root, 'state', 'llmkube', 'run');
  expect(await makePrivateFolder(folder)).toBe(folder);
  expect(await modeOf(folder)).toBe(0o700);
  expect(await modeOf(path.dirname(folder))).toBe(0o700);
  expect(await makePrivateFolder(folder)).toBe(folder);
});

test('a folder that others may read is closed to them', async () => {
  const folder = await temporaryFolder();
  await chmod(folder, 0o755);
  await makePrivateFolder(folder);
  expect(await modeOf(folder)).toBe(0o700);
});

test('a folder that others may write to is refused and left alone', async () => {
  const folder = await temporaryFolder();
  await chmod(folder, 0o770);
  const error = await rejectionOf(makePrivateFolder(folder));
  expect(error.code).toBe('FOLDER_UNUSABLE');
  expect(error.message).toBe(`Cannot use the folder \`${folder}\`: other users may write to it`);
  expect(await modeOf(folder)).toBe(0o770);
});

test('a folder of another user is refused', async () => {
  const folder = await temporaryFolder();
  const { uid } = await stat(folder);
  const error = await rejectionOf(makePrivateFolder(folder, { user: uid + 1 }));
  expect(error.message).toContain(`it belongs to another user, the one with the number ${uid}`);
});

test('a link to a folder of this user may stand for it', async () => {
  const root = await temporaryFolder();
  await mkdir(path.join(root, 'disk'), { mode: 0o700 });
  await symlink(path.join(root, 'disk'), path.join(root, 'cache'));
  await expect(makePrivateFolder(path.join(root, 'cache', 'models'))).resolves.toBeDefined();
});

const impossible = [
  ['below a file', 'file/llmkube', /Cannot use the folder `.*`: a file has the name of a folder/],
  ['a file', 'file', /something else has its name/],
  ['a link to nothing', 'dangling', /Cannot use the folder/],
] as const;

test.each(impossible)('%s no folder can be, and it is said', async (_, name, words) => {
  const root = await temporaryFolder();
  await writeFile(path.join(root, 'file'), '');
  await symlink(path.join(root, 'nothing'), path.join(root, 'dangling'));
  const error = await rejectionOf(makePrivateFolder(path.join(root, name)));
  expect(error.code).toBe('FOLDER_UNUSABLE');
  expect(error.message).toMatch(words);
});

test('in /proc nothing can be made, and trying ends', async () => {
  const error = await rejectionOf(makePrivateFolder('/proc/llmkube/state'));
  expect(error.code).toBe('FOLDER_UNUSABLE');
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'make-private-folder-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function modeOf(folder: string): Promise<number> {
  return (await stat(folder)).mode & 0o777;
}
