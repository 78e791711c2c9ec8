import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { otherServerCertificate, serverCertificate } from '../../../cluster/test-certificates.ts';
import { startConnectProxy } from '../../../support/connect-proxy.ts';
import { openDownloadBench, weights } from '../../../support/download/download-bench.ts';

const { bench, inPrograms } = await openDownloadBench();

async function serveByTls(
  { certificate, key }: typeof serverCertificate,
  location?: string,
): Promise<string> {
  const server = createServer({ cert: certificate, key }, (_, response) => {
    if (location !== undefined) response.writeHead(302, { location });
    response.end(location === undefined ? weights : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/m.gguf`;
}

inPrograms('certificates of the user are trusted beside those of the system', async (program) => {
  const system = path.join(bench.cache, 'system.pem');
  const extra = path.join(bench.cache, 'extra.pem');
  await writeFile(system, serverCertificate.certificate);
  await writeFile(extra, otherServerCertificate.certificate);
  const ofSystem = await serveByTls(serverCertificate);
  const ofUser = await serveByTls(otherServerCertificate);
  const without = { systemAuthorities: system };
  const refused = await program.run({ url: ofUser, ...without });
  expect(refused.lines).toMatchObject([{ kind: 'failed', cause: 'SourceUntrusted' }]);
  for (const url of [ofUser, ofSystem]) {
    const cache = path.join(bench.cache, `cache-${url.replaceAll(/\W/g, '-')}`);
    const run = await program.run({ cache, url, ...without, env: { LLMKUBE_CA_FILE: extra } });
    expect(run).toMatchObject({ exitCode: 0, lines: [{ kind: 'done' }] });
  }
});

inPrograms('a token never leaves TLS, wherever the source leads', async (program) => {
  const system = path.join(bench.cache, 'system.pem');
  await writeFile(system, serverCertificate.certificate);
  const url = await serveByTls(serverCertificate, `${bench.files.url}/m.gguf`);
  const env = { LLMKUBE_TOKEN: 'hf_PlantedSecret2' };
  const run = await program.run({ url, env, systemAuthorities: system });
  expect(run.lines).toMatchObject([{ kind: 'failed' }]);
  expect(bench.files.requests).toEqual([]);
});

inPrograms(
  'a proxy of the pod leads to the source, unless the host is an exception',
  async (program) => {
    const proxy = await startConnectProxy();
    const url = `${bench.files.url.replace('127.0.0.1', 'source.test')}/m.gguf`;
    const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
    expect(await program.run({ url, env })).toMatchObject({ exitCode: 0 });
    expect(proxy.asked).toEqual([url]);
    const direct = { url: `${bench.files.url}/m.gguf`, pod: 'pod-2' };
    const cache = path.join(bench.cache, 'direct');
    await program.run({ ...direct, cache, env: { ...env, NO_PROXY: '127.0.0.0/8' } });
    expect(proxy.asked).toEqual([url]);
  },
);
