import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { serverCertificate } from '../cluster/test-certificates.ts';
import { joinCluster } from '../support/cluster/join-cluster.ts';
import { startConnectProxy } from '../support/connect-proxy.ts';
import { SERVER_IMAGE_NAME } from '../support/images/make-server-image.ts';
import { runCli } from '../support/run-cli.ts';
import { type ServedModels, serveModels } from '../support/serve-models.ts';

const cluster = joinCluster();
const namespace = 'network';
let models: ServedModels;

beforeAll(async () => {
  models = await serveModels(cluster.hostAddress);
  await cluster.makeNamespace(namespace);
});

afterAll(() => models?.close());

async function serveByTls(file: string): Promise<number> {
  const { certificate: cert, key } = serverCertificate;
  const bytes = await readFile(file);
  const server = createServer({ cert, key }, (_, response) => void response.end(bytes));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const kubectl = (...args: string[]) => cluster.runKubectl([...args, '-n', namespace]);

test('a pod fetches through a proxy from a server that only the given authority vouches for', async () => {
  const port = await serveByTls(path.join(models.folder, 'tiny.gguf'));
  const proxy = await startConnectProxy({ address: cluster.hostAddress });
  const file = path.join(models.folder, 'authority.pem');
  await writeFile(file, `for the downloads\n${serverCertificate.certificate}`);
  const source = ['--source', `https://server.test:${port}/tiny.gguf`];
  const args = [...source, '--image', SERVER_IMAGE_NAME, '--download-proxy', proxy.url];
  const deploy = (...more: string[]) => {
    const command = ['deploy', 'tiny', ...more, '-n', namespace, '-o', 'json'];
    return runCli(command, { kubeconfig: cluster.kubeconfig });
  };
  const first = await deploy(...args, '--ca-file', file);
  expect(first).toMatchObject({ exitCode: 0 });
  expect(first.stdout).toContain('cannot reach the source from here');
  expect(proxy.asked).toEqual([`server.test:${port}`]);
  const configs = await kubectl(
    'get',
    'configmaps',
    '-l',
    'cli.llmkube.dev/component=config',
    '-o',
    'name',
  );
  expect(configs).toMatch(/^configmap\/tiny-ca-[0-9a-f]{8}$/);
  const again = await deploy();
  expect(again.events.some(({ type }) => type === 'objectApplied')).toBe(false);
  const without = await deploy('--ca-file', '', '--download-proxy', '', '--no-wait');
  expect(without).toMatchObject({ exitCode: 0 });
  expect(
    await kubectl('get', 'configmaps', '-l', 'cli.llmkube.dev/component=config', '-o', 'name'),
  ).toBe('');
});
