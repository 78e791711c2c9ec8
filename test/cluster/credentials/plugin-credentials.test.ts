import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { rejectionOf } from '../../support/error-of.ts';
import { openTarget, virtualTiming, writeKubeconfig } from '../open-target.ts';
import { sendJson, statusOf } from '../replies.ts';
import { type Reply, type ScriptedServer, startScriptedServer } from '../scripted-server.ts';
import { serverCertificate, userCertificate } from '../test-certificates.ts';

const apiVersion = 'client.authentication.k8s.io/v1';
const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a' };

/** Answers any GET to the bearer of one of `tokens`. */
async function serveTokens(tokens: readonly string[]): Promise<ScriptedServer> {
  const reply: Reply = ({ headers }, response) => {
    const isKnown = tokens.some((token) => headers.authorization === `Bearer ${token}`);
    if (isKnown) return sendJson(response, 200, { ...ref, metadata: { name: 'a' } });
    return sendJson(response, 401, statusOf(401, 'Unauthorized', 'Unauthorized'));
  };
  return await startScriptedServer(reply, {});
}

/** Writes a program that runs `script` in a shell. */
async function writeProgram(folder: string, script: string): Promise<string> {
  const path = join(folder, 'bin', 'plugin');
  await mkdir(join(folder, 'bin'), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

function printing(status: object, more: object = {}): string {
  return `printf %s '${JSON.stringify({ apiVersion, kind: 'ExecCredential', status, ...more })}'`;
}

async function openWithPlugin(
  { folder, url }: ScriptedServer,
  plugin: object,
  options: Parameters<typeof openTarget>[1] = {},
) {
  const exec = { apiVersion, interactiveMode: 'Never', ...plugin };
  return await openTarget(await writeKubeconfig(folder, url, { user: { exec } }), options);
}

test('a plugin named by a relative path is found beside the kubeconfig and asked once', async () => {
  const server = await serveTokens(['fresh']);
  await writeProgram(
    server.folder,
    `echo run >> ${server.folder}/runs; ${printing({ token: 'fresh' })}`,
  );
  const target = await openWithPlugin(server, { command: './bin/plugin' });
  await Promise.all([target.read(ref), target.read(ref), target.read(ref)]);
  expect(await readFile(join(server.folder, 'runs'), 'utf8')).toBe('run\n');
});

test('a plugin gets its arguments, its variables and the description of the cluster', async () => {
  const server = await serveTokens(['fresh']);
  const command = await writeProgram(
    server.folder,
    `printf '%s\\n' "$1" "$WHO" "$HOME" "$KUBERNETES_EXEC_INFO" > ${server.folder}/told
     ${printing({ token: 'fresh' })}`,
  );
  await openWithPlugin(
    server,
    {
      command,
      args: ['one argument'],
      env: [{ name: 'WHO', value: 'me' }],
      provideClusterInfo: true,
    },
    { environment: { HOME: '/somewhere', PATH: process.env.PATH } },
  );
  const told = (await readFile(join(server.folder, 'told'), 'utf8')).trim().split('\n');
  expect(told.slice(0, 3)).toEqual(['one argument', 'me', '/somewhere']);
  expect(JSON.parse(told[3] ?? '')).toEqual({
    apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      cluster: {
        server: server.url,
        'certificate-authority-data': Buffer.from(serverCertificate.certificate).toString('base64'),
        config: null,
      },
    },
  });
});

test('a rejected credential is replaced once, also when several requests meet it', async () => {
  const server = await serveTokens(['second']);
  const count = join(server.folder, 'runs');
  const command = await writeProgram(
    server.folder,
    `echo run >> ${count}
     if [ $(wc -l < ${count}) = 1 ]; then ${printing({ token: 'first' })}; else ${printing({ token: 'second' })}; fi`,
  );
  const target = await openWithPlugin(server, { command });
  await Promise.all([target.read(ref), target.read(ref)]);
  expect(await readFile(count, 'utf8')).toBe('run\nrun\n');
});

test('a credential that has expired is fetched before it is used', async () => {
  const server = await serveTokens(['short']);
  const { timing } = virtualTiming();
  const expirationTimestamp = new Date(timing.now() + 60_000).toISOString();
  const count = join(server.folder, 'runs');
  const command = await writeProgram(
    server.folder,
    `echo run >> ${count}; ${printing({ token: 'short', expirationTimestamp })}`,
  );
  const target = await openWithPlugin(server, { command }, { timing });
  await target.read(ref);
  await timing.sleep(61_000);
  await target.read(ref);
  expect(await readFile(count, 'utf8')).toBe('run\nrun\n');
});

test('a certificate of a plugin is shown to the server, and a new one needs a new connection', async () => {
  const names: unknown[] = [];
  const server = await startScriptedServer(
    ({ number }, response) => {
      names.push((response.socket as TLSSocket).getPeerCertificate().subject?.CN);
      if (number === 1) return sendJson(response, 401, statusOf(401, 'Unauthorized', 'expired'));
      return sendJson(response, 200, { ...ref, metadata: { name: 'a' } });
    },
    { requestCert: true, rejectUnauthorized: false },
  );
  const toStatus = ({ certificate, key }: typeof userCertificate) =>
    JSON.stringify({
      apiVersion,
      kind: 'ExecCredential',
      status: { clientCertificateData: certificate, clientKeyData: key },
    });
  await writeFile(join(server.folder, 'first'), toStatus(userCertificate));
  await writeFile(join(server.folder, 'second'), toStatus(serverCertificate));
  const command = await writeProgram(
    server.folder,
    `cd ${server.folder}; cat first; mv second first 2>/dev/null; true`,
  );
  await (await openWithPlugin(server, { command })).read(ref);
  expect(names).toEqual(['llmkube test user', 'llmkube test']);
});

const failures: readonly (readonly [string, string, string])[] = [
  [
    'fails',
    'echo "no ticket at https://ann:secret-1@sso.test" >&2; exit 3',
    'it ended with status 3: no ticket',
  ],
  ['prints nothing of use', 'echo hello', 'it printed no usable `ExecCredential`'],
  ['prints another kind', 'echo "{kind: Pod}"', 'it printed no `ExecCredential`'],
  [
    'answers in another version',
    `echo '{kind: ExecCredential, apiVersion: x/v1}'`,
    `it does not answer in \`${apiVersion}\``,
  ],
  ['gives nothing', printing({}), 'it gave neither a token nor a certificate'],
  [
    'gives half a pair',
    printing({ clientKeyData: 'secret-1' }),
    'it gave a certificate or a key instead of both',
  ],
];

test.each(failures)('a plugin that %s is an error in words', async (_title, script, fact) => {
  const server = await serveTokens([]);
  const command = await writeProgram(server.folder, script);
  const error = await rejectionOf(openWithPlugin(server, { command }));
  expect(error.code).toBe('UNAUTHENTICATED');
  expect(error.message).toContain(`credential plugin \`${command}\`: ${fact}`);
  expect(JSON.stringify(error)).not.toContain('secret-1');
});

test('a plugin that is not installed is an error with its hint', async () => {
  const server = await serveTokens([]);
  const plugin = { command: 'no-such-plugin-1', installHint: 'Install it by\napt install it' };
  const error = await rejectionOf(openWithPlugin(server, plugin));
  expect(error.message).toBe(
    'Cannot run credential plugin `no-such-plugin-1`: it is not installed. Install it by apt install it',
  );
});

test('a plugin that must ask is refused where nobody can answer', async () => {
  const server = await serveTokens([]);
  const plugin = { command: 'no-such-plugin-1', interactiveMode: 'Always' };
  const error = await rejectionOf(openWithPlugin(server, plugin));
  expect(error.message).toContain('it asks questions and there is no terminal');
});
