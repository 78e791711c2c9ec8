import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rejectionOf } from '../../support/error-of.ts';
import { openTarget, virtualTiming, writeKubeconfig } from '../open-target.ts';
import { sendJson, statusOf } from '../replies.ts';
import { startScriptedServer } from '../scripted-server.ts';

const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a' };

async function serveAnyone() {
  return await startScriptedServer(
    (_, response) => sendJson(response, 200, { ...ref, metadata: { name: 'a' } }),
    {},
  );
}

test('a name and a password are sent as basic credentials', async () => {
  const server = await serveAnyone();
  const user = { username: 'ann', password: 'p:ss' };
  const target = await openTarget(await writeKubeconfig(server.folder, server.url, { user }));
  await target.read(ref);
  const basic = Buffer.from('ann:p:ss').toString('base64');
  expect(server.heard[0]?.headers.authorization).toBe(`Basic ${basic}`);
});

test('a token file beats a token and is read again every minute', async () => {
  const server = await serveAnyone();
  const { timing } = virtualTiming();
  const file = join(server.folder, 'token');
  await writeFile(file, 'one\n');
  const user = { token: 'inline', tokenFile: 'token' };
  const kubeconfig = await writeKubeconfig(server.folder, server.url, { user });
  const target = await openTarget(kubeconfig, { timing });
  await target.read(ref);
  await writeFile(file, 'two\n');
  await timing.sleep(30_000);
  await target.read(ref);
  await timing.sleep(31_000);
  await target.read(ref);
  expect(server.heard.map(({ headers }) => headers.authorization)).toEqual([
    'Bearer one',
    'Bearer one',
    'Bearer two',
  ]);
});

test('a token that was rotated is read at once when the old one is rejected', async () => {
  const server = await startScriptedServer(
    ({ headers }, response) =>
      headers.authorization === 'Bearer new'
        ? sendJson(response, 200, { ...ref, metadata: { name: 'a' } })
        : sendJson(response, 401, statusOf(401, 'Unauthorized', 'Unauthorized')),
    {},
  );
  const file = join(server.folder, 'token');
  await writeFile(file, 'old');
  const user = { tokenFile: file };
  const target = await openTarget(await writeKubeconfig(server.folder, server.url, { user }));
  await writeFile(file, 'new');
  expect(await target.read(ref)).toBeDefined();
});

test('a token file that is missing is an error that names the field', async () => {
  const server = await serveAnyone();
  const user = { tokenFile: 'nowhere' };
  const opening = openTarget(await writeKubeconfig(server.folder, server.url, { user }));
  const error = await rejectionOf(opening);
  expect(error.code).toBe('KUBECONFIG_INVALID');
  expect(error.message).toContain('Cannot use context `dev`: `tokenFile` cannot be read');
});

test('a user who acts as somebody else says so with every request', async () => {
  const server = await serveAnyone();
  const user = {
    token: 'token-1',
    as: 'bob',
    'as-uid': 'u-1',
    'as-groups': ['one', 'two'],
    'as-user-extra': { 'scopes.test/Ä x': ['a', 'b'] },
  };
  const target = await openTarget(await writeKubeconfig(server.folder, server.url, { user }));
  await target.read(ref);
  expect(server.heard[0]?.headers).toMatchObject({
    'impersonate-user': 'bob',
    'impersonate-uid': 'u-1',
    'impersonate-group': 'one, two',
    'impersonate-extra-scopes.test%2f%c3%84%20x': 'a, b',
  });
});

test('without TLS nothing that proves who we are is sent', async () => {
  const server = await startScriptedServer((_, response) =>
    sendJson(response, 200, { ...ref, metadata: { name: 'a' } }),
  );
  await (await openTarget(server.kubeconfig)).read(ref);
  expect(server.heard[0]?.headers).not.toHaveProperty('authorization');
});
