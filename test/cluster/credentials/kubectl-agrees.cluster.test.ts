import { chmod, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { joinCluster } from '../../support/cluster/join-cluster.ts';
import { ended, lasting, startOidcIssuer, tokenIdOf } from '../../support/oidc-issuer.ts';
import { openTarget, writeKubeconfig } from '../open-target.ts';
import { sendJson } from '../replies.ts';
import { type ScriptedServer, startScriptedServer } from '../scripted-server.ts';

const cluster = joinCluster();
const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a' };
const found = { ...ref, metadata: { name: 'a' } };

const server = () => startScriptedServer((_, response) => sendJson(response, 200, found), {});

/** Whom a request says it comes from; a fresh ID token differs each time in all but its kind. */
function whoIs(headers: IncomingHttpHeaders): object {
  const { authorization } = headers;
  const impersonation = Object.entries(headers).filter(([name]) => name.startsWith('impersonate-'));
  const id = authorization?.startsWith('Bearer ey') ? tokenIdOf(authorization) : undefined;
  const isFresh = typeof id === 'string' && id.startsWith('fresh-');
  return { authorization: isFresh ? 'fresh' : authorization, ...Object.fromEntries(impersonation) };
}

async function asKubectl({ heard }: ScriptedServer, kubeconfig: string): Promise<object> {
  const before = heard.length;
  const path = '--raw=/api/v1/namespaces/default/configmaps/a';
  const env = { KUBECONFIG: kubeconfig, HOME: '/nonexistent' };
  await execa(cluster.kubectl, ['get', path], { env, stdin: 'ignore' });
  return whoIs(heard[before]?.headers ?? {});
}

async function asUs({ heard }: ScriptedServer, kubeconfig: string): Promise<object> {
  const before = heard.length;
  await (await openTarget(kubeconfig, { environment: { PATH: process.env.PATH } })).read(ref);
  return whoIs(heard[before]?.headers ?? {});
}

const plugin = (path: string) => ({
  exec: {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: path,
    interactiveMode: 'Never',
  },
});

const pluginText = `#!/bin/sh
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"of-plugin"}}'
`;

type UserOf = (folder: string) => object | Promise<object>;

const users: Readonly<Record<string, UserOf>> = {
  'a token': () => ({ token: 'plain' }),
  'a token file': () => ({ tokenFile: 'token' }),
  'a token file and a token': () => ({ tokenFile: 'token', token: 'plain' }),
  'a token file that is not there and a token': () => ({ tokenFile: 'none', token: 'plain' }),
  'a password': () => ({ username: 'ann', password: 'wörd:1' }),
  'a plugin': (folder) => plugin(join(folder, 'plugin')),
  'a plugin named by a relative path': () => plugin('./plugin'),
  'a token and a plugin': (folder) => ({ ...plugin(join(folder, 'plugin')), token: 'plain' }),
  impersonation: () => ({
    token: 'plain',
    as: 'bob',
    'as-uid': '7',
    'as-groups': ['a', 'b'],
    'as-user-extra': { 'scope/é%': ['x', 'y'] },
  }),
  'an ID token that lasts': async () => await oidc({ 'id-token': lasting }),
  'an ID token that has ended': async () => await oidc({ 'id-token': ended }),
  'an ID token of an issuer and a token': async () => ({
    ...(await oidc({ 'id-token': lasting })),
    token: 'plain',
  }),
};

async function oidc(changes: Readonly<Record<string, string>>): Promise<object> {
  const config = (await startOidcIssuer()).config(changes);
  return { 'auth-provider': { name: 'oidc', config } };
}

test.each(Object.entries(users))('with %s kubectl says it is the same', async (_title, userOf) => {
  const target = await server();
  await writeFile(join(target.folder, 'token'), 'of-file\n');
  await writeFile(join(target.folder, 'plugin'), pluginText);
  await chmod(join(target.folder, 'plugin'), 0o700);
  const user = await userOf(target.folder);
  // A file each, since kubectl writes a renewed login back.
  const [theirs, ours] = await Promise.all([
    writeKubeconfig(target.folder, target.url, { user }),
    writeKubeconfig(target.folder, target.url, { user }),
  ]);
  expect(await asUs(target, ours)).toEqual(await asKubectl(target, theirs));
});

test('kubectl too reads a token file again that was rotated', async () => {
  const target = await server();
  const file = join(target.folder, 'token');
  const kubeconfig = await writeKubeconfig(target.folder, target.url, {
    user: { tokenFile: file },
  });
  for (const token of ['first', 'second']) {
    await writeFile(file, token);
    const expected = { authorization: `Bearer ${token}` };
    expect(await asUs(target, kubeconfig)).toEqual(expected);
    expect(await asKubectl(target, kubeconfig)).toEqual(expected);
  }
});
