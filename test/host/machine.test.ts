import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findAccelerators } from '../../src/host/find-accelerators.ts';
import { folderRoom } from '../../src/host/folder-room.ts';
import { lookAtPort } from '../../src/host/look-at-port.ts';
import { readPlatform } from '../../src/host/read-platform.ts';
import { rejectionOf } from '../support/error-of.ts';

test('a port that a program of this user has names that program', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  expect(await lookAtPort('127.0.0.1', port)).toMatchObject({
    kind: 'taken',
    holder: { process: { pid: process.pid } },
  });
  server.close();
  await once(server, 'close');
  // Looking keeps nothing: whoever looks again finds the same.
  expect(await lookAtPort('127.0.0.1', port)).toEqual({ kind: 'free' });
  expect(await lookAtPort('127.0.0.1', port)).toEqual({ kind: 'free' });
});

test('an address that is none of this machine is refused', async () => {
  expect(await lookAtPort('192.0.2.1', 11_500)).toMatchObject({ kind: 'refused' });
});

test('a folder has the room of its disk, and one that cannot be is an error', async () => {
  const root = await temporaryFolder();
  const room = await folderRoom({ path: path.join(root, 'cache'), base: 'cache' });
  expect(room.path).toBe(path.join(root, 'cache'));
  expect(room.availableBytes).toBeGreaterThan(0);
  await writeFile(path.join(root, 'file'), '');
  const error = await rejectionOf(
    folderRoom({ path: path.join(root, 'file/below'), base: 'state' }),
  );
  expect(error.code).toBe('FOLDER_UNUSABLE');
});

test('accelerators are what drivers show, by name where there is one', async () => {
  const root = await temporaryFolder();
  expect(await findAccelerators('linux', root)).toEqual([]);
  const cards = path.join(root, 'proc/driver/nvidia/gpus');
  await mkdir(path.join(cards, '0000:01:00.0'), { recursive: true });
  await mkdir(path.join(cards, '0000:02:00.0'));
  const text = 'Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 16\n';
  await writeFile(path.join(cards, '0000:01:00.0/information'), text);
  await mkdir(path.join(root, 'dev'));
  await writeFile(path.join(root, 'dev/kfd'), '');
  expect(await findAccelerators('linux', root)).toEqual([
    'NVIDIA H100 80GB HBM3',
    'NVIDIA GPU',
    'AMD GPU (/dev/kfd)',
  ]);
});

test('a platform is read from the first file that is there, and Homebrew from the PATH', async () => {
  const root = await temporaryFolder();
  const second = path.join(root, 'second');
  await writeFile(second, 'ID=fedora\nVERSION_ID=44\n');
  const osReleaseFiles = [path.join(root, 'first'), second];
  const system = 'linux';
  const brew = path.join(root, 'brew');
  await writeFile(brew, '');
  const environment = { PATH: `/nowhere:${root}` };
  expect(await readPlatform({ system, environment, osReleaseFiles })).toEqual({
    system: 'linux',
    osRelease: { id: 'fedora', like: [], version: '44' },
    hasHomebrew: false,
  });
  await chmod(brew, 0o700);
  expect(await readPlatform({ system, environment, osReleaseFiles: [] })).toMatchObject({
    osRelease: { id: 'linux' },
    hasHomebrew: true,
  });
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'machine-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}
