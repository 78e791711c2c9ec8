import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { rejectionOf } from '../../support/error-of.ts';
import { openTarget, writeKubeconfig } from '../open-target.ts';
import { sendJson } from '../replies.ts';
import { type Reply, type ScriptedServer, startScriptedServer } from '../scripted-server.ts';
import { userCertificate } from '../test-certificates.ts';

const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a' };
const found = { ...ref, metadata: { name: 'a' } };
const sayFound: Reply = (_, response) => sendJson(response, 200, found);

async function readWith(server: ScriptedServer, parts: { cluster?: object; user?: object }) {
  const kubeconfig = await writeKubeconfig(server.folder, server.url, parts);
  return await (await openTarget(kubeconfig)).read(ref);
}

const untrusted = { 'certificate-authority-data': '' };

test('a certificate of an unknown authority is refused, with the words of the problem', async () => {
  const server = await startScriptedServer(sayFound, {});
  const error = await rejectionOf(readWith(server, { cluster: untrusted }));
  expect(error.code).toBe('CLUSTER_UNREACHABLE');
  expect(error.message).toBe(
    `Cannot read ConfigMap default/a: the certificate of \`${server.url}\` is not trusted: self-signed certificate`,
  );
  expect(server.heard).toHaveLength(0);
});

test('verification can be given up by the kubeconfig', async () => {
  const server = await startScriptedServer(sayFound, {});
  const cluster = { ...untrusted, 'insecure-skip-tls-verify': true };
  expect(await readWith(server, { cluster })).toEqual(found);
});

test('the server must have the name that the kubeconfig states', async () => {
  const server = await startScriptedServer(sayFound, {});
  expect(await readWith(server, { cluster: { 'tls-server-name': 'server.test' } })).toEqual(found);
  const wrong = readWith(server, { cluster: { 'tls-server-name': 'other.test' } });
  expect((await rejectionOf(wrong)).message).toContain('was not issued for that host name');
});

test('a server without TLS where TLS is expected is named as such', async () => {
  const server = await startScriptedServer(sayFound);
  const url = server.url.replace('http:', 'https:');
  const error = await rejectionOf(readWith({ ...server, url }, {}));
  expect(error.message).toBe(`Cannot read ConfigMap default/a: \`${url}\` does not speak TLS`);
});

test('a client certificate is shown to the server', async () => {
  const names: unknown[] = [];
  const server = await startScriptedServer(
    (heard, response) => {
      names.push((response.socket as TLSSocket).getPeerCertificate().subject?.CN);
      return sayFound(heard, response);
    },
    { requestCert: true, rejectUnauthorized: false },
  );
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const user = {
    'client-certificate-data': encode(userCertificate.certificate),
    'client-key-data': encode(userCertificate.key),
  };
  expect(await readWith(server, { user })).toEqual(found);
  expect(names).toEqual(['llmkube test user']);
});

test('a path of the server comes before every request', async () => {
  const server = await startScriptedServer(sayFound);
  await readWith({ ...server, url: `${server.url}/k8s/clusters/c-1/` }, {});
  expect(server.heard[0]?.path).toBe('/k8s/clusters/c-1/api/v1/namespaces/default/configmaps/a');
});
