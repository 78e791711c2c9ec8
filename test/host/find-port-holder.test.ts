import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPortHolder } from '../../src/host/find-port-holder.ts';

let proc: string;

beforeEach(async () => {
  proc = await mkdtemp(path.join(tmpdir(), 'llmkube-proc-'));
  await mkdir(path.join(proc, 'net'));
  await mkdir(path.join(proc, '42', 'fd'), { recursive: true });
  await writeFile(path.join(proc, '42', 'comm'), 'ollama\n');
  await symlink('socket:[7001]', path.join(proc, '42', 'fd', '3'));
});

afterEach(async () => await rm(proc, { recursive: true }));

const heading =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = ({ port = 11500, state = '0A', user = 1000, inode = 7001 } = {}) =>
  `   0: 0100007F:${port.toString(16).toUpperCase()} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  ${user}        0 ${inode} 1 0000000000000000 100 0 0 10 0\n`;

async function table(name: string, ...rows: string[]): Promise<void> {
  await writeFile(path.join(proc, 'net', name), heading + rows.join(''));
}

test('a process of this user is named', async () => {
  await table('tcp', row({ port: 22, inode: 1 }), row({ state: '01', inode: 2 }), row());
  expect(await findPortHolder(11500, proc)).toEqual({
    user: 1000,
    process: { pid: 42, name: 'ollama' },
  });
});

test('one that listens over IPv6 is found as well', async () => {
  await table('tcp');
  await table('tcp6', row());
  expect(await findPortHolder(11500, proc)).toMatchObject({ process: { pid: 42 } });
});

test('of a process of somebody else the user is known', async () => {
  await table('tcp', row({ user: 1001, inode: 9999 }));
  expect(await findPortHolder(11500, proc)).toEqual({ user: 1001 });
});

test('nothing is known of a port that nobody listens on, nor without `/proc`', async () => {
  await table('tcp', row({ state: '01' }));
  expect(await findPortHolder(11500, proc)).toBeUndefined();
  expect(await findPortHolder(11500, path.join(proc, 'none'))).toBeUndefined();
});
