import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { folderRoom } from '../../src/host/folder-room.ts';
import { folderUnusable } from '../../src/host/folder-unusable.ts';
import { makePrivateFolder } from '../../src/host/make-private-folder.ts';
import { mountObstacle } from '../support/download/mount-obstacle.ts';
import { rejectionOf } from '../support/error-of.ts';
import { temporaryFolder } from '../support/host/temporary-folder.ts';
import { testUnless } from '../support/tier-gate.ts';

const diskTest = testUnless(await mountObstacle());

test.each(['ENOSPC', 'EACCES', 'EPERM', 'ENOTDIR', 'EIO'])(
  'after %s the command to type has the folder as one word',
  (code) => {
    const error = Object.assign(new Error('no'), { code });
    const [command] = folderUnusable('use', "/my disk's; rm/llmkube", error).suggestions;
    expect(command).toMatch(/^(ls -ld|df -h) '\/my disk'\\''s; rm\/llmkube'$/);
  },
);

test.each([
  ['state', 'XDG_STATE_HOME'],
  ['cache', 'XDG_CACHE_HOME'],
] as const)('for the %s, another disk is named by %s', (base, variable) => {
  const error = Object.assign(new Error('no'), { code: 'EDQUOT' });
  const { suggestions } = folderUnusable('use', { path: '/f', base }, error);
  expect(suggestions).toEqual([`set ${variable} to a folder on another disk`]);
});

diskTest('a cache on a disk that can only be read is moved by the variable for it', async () => {
  const disk = await temporaryFolder();
  await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=700', 'llmkube-test', disk]);
  onTestFinished(async () => {
    await execa('umount', [disk]);
  });
  const there = path.join(disk, 'there');
  await mkdir(there, { mode: 0o700 });
  await execa('mount', ['-o', 'remount,ro', disk]);
  const uses = [
    () => folderRoom({ path: there, base: 'cache' }),
    () => makePrivateFolder(path.join(disk, 'new'), { base: 'cache' }),
  ];
  for (const use of uses) {
    const { message, suggestions } = await rejectionOf(use());
    expect(message).toMatch(/its disk can only be read$/);
    expect(suggestions).toEqual(['set XDG_CACHE_HOME to a folder on another disk']);
  }
});
