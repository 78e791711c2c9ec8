import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished } from 'vitest';
import { openVersionedFiles } from '../../src/host/versioned-files.ts';
import { mountObstacle } from '../support/download/mount-obstacle.ts';
import { rejectionOf } from '../support/error-of.ts';
import { temporaryFolder } from '../support/host/temporary-folder.ts';
import { testUnless } from '../support/tier-gate.ts';

const diskTest = testUnless(await mountObstacle());
const large = 'x'.repeat(200_000);

diskTest('a full disk changes nothing, is said, and can be emptied', async () => {
  const files = openVersionedFiles(await mountSmallDisk());
  await files.write('qwen', 'one', undefined);
  const before = await files.read('qwen');
  const error = await rejectionOf(files.write('qwen', large, before?.version));
  expect(error.code).toBe('FOLDER_UNUSABLE');
  expect(error.message).toMatch(/^Cannot write to `.*\/qwen`: the disk is full$/);
  expect(error.suggestions).toEqual([`df -h ${path.join(files.folder, 'qwen')}`]);
  expect(await files.read('qwen')).toEqual(before);
  await expect(writeFile(path.join(files.folder, 'filler'), large)).rejects.toThrow('ENOSPC');
  await rejectionOf(files.write('other', large, undefined));
  expect(await files.list()).toEqual([{ name: 'qwen', ...before }]);
  expect(await files.remove('qwen', before?.version ?? '')).toBe('removed');
});

diskTest(
  'a text is written in place of another on a disk without any room, and again',
  async () => {
    const files = openVersionedFiles(await mountSmallDisk());
    await files.write('qwen', 'one', undefined);
    await expect(writeFile(path.join(files.folder, 'filler'), large)).rejects.toThrow('ENOSPC');
    for (const text of ['two', 'three'.repeat(1_000), 'four']) {
      const before = await files.read('qwen');
      expect(await files.write('qwen', text, before?.version)).toMatchObject({ kind: 'committed' });
      expect((await files.read('qwen'))?.text).toBe(text);
    }
  },
);

diskTest('a disk that can only be read is read, and a write says why not', async () => {
  const folder = await mountSmallDisk();
  const files = openVersionedFiles(folder);
  await files.write('qwen', 'one', undefined);
  await execa('mount', ['-o', 'remount,ro', folder]);
  const before = await files.read('qwen');
  const uses = [
    () => files.write('qwen', 'two', before?.version),
    () => files.write('other', 'two', undefined),
    () => files.remove('qwen', before?.version ?? ''),
  ];
  for (const use of uses) {
    expect((await rejectionOf(use())).message).toMatch(/its disk can only be read$/);
  }
  expect(await files.read('qwen')).toEqual(before);
});

async function mountSmallDisk(): Promise<string> {
  const folder = await temporaryFolder();
  await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=700', 'llmkube-test', folder]);
  onTestFinished(async () => {
    await execa('umount', [folder]);
  });
  return folder;
}
