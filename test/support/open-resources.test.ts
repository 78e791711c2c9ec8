import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { assertNothingLeft } from './assert-nothing-left.ts';
import { livingChildren, openSockets } from './open-resources.ts';

test('a clean process has no sockets and no children', async () => {
  expect(openSockets()).toEqual([]);
  expect(livingChildren()).toEqual([]);
  await assertNothingLeft(0);
});

test('an idle connection is named with its ends, though it keeps nothing alive', async () => {
  const server = await listening(createServer());
  const { port } = server.address() as { port: number };
  const client = connect(port, '127.0.0.1').unref();
  await once(client, 'connect');
  expect(openSockets().join('\n')).toContain(`-> 127.0.0.1:${port}`);
  await expect(assertNothingLeft(0)).rejects.toThrow(`127.0.0.1:${port}`);
  client.destroy();
  server.close();
  await assertNothingLeft();
});

test('a listening Unix socket is named', async () => {
  const file = path.join(tmpdir(), `llmkube-${process.pid}.sock`);
  const server = createServer().listen(file);
  await once(server, 'listening');
  await expect(assertNothingLeft(0)).rejects.toThrow(file);
  server.close();
  await rm(file, { force: true });
  await assertNothingLeft();
});

test('a running child is named with its command line', async () => {
  const child = spawn('sleep', ['61'], { stdio: 'ignore' });
  child.unref();
  await expect(assertNothingLeft(0)).rejects.toThrow('sleep 61');
  child.kill();
  await once(child, 'exit');
  await assertNothingLeft();
});

async function listening(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
