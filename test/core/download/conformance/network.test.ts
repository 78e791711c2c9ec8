import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { otherServerCertificate, serverCertificate } from '../../../cluster/test-certificates.ts';
import { startConnectProxy } from '../../../support/connect-proxy.ts';
import { openDownloadBench, weights } from '../../../support/download/download-bench.ts';
import { serveByHand } from '../../../support/download/serve-by-hand.ts';

const { bench, inPrograms } = await openDownloadBench();

inPrograms('certificates of the user are trusted beside those of the system', async (program) => {
  const system = path.join(bench.cache, 'system.pem');
  const extra = path.join(bench.cache, 'extra.pem');
  await writeFile(system, serverCertificate.certificate);
  await writeFile(extra, otherServerCertificate.certificate);
  const [ofSystem, ofUser] = [
    await serveByHand((_, response) => response.end(weights), serverCertificate),
    await serveByHand((_, response) => response.end(weights), otherServerCertificate),
  ].map(({ url }) => `${url}/m.gguf`) as [string, string];
  const without = { systemAuthorities: system };
  const refused = await program.run({ url: ofUser, ...without });
  expect(refused.lines).toMatchObject([{ kind: 'failed', cause: 'SourceUntrusted' }]);
  for (const url of [ofUser, ofSystem]) {
    const cache = path.join(bench.cache, `cache-${url.replaceAll(/\W/g, '-')}`);
    const run = await program.run({ cache, url, ...without, env: { LLMKUBE_CA_FILE: extra } });
    expect(run).toMatchObject({ exitCode: 0, lines: [{ kind: 'done' }] });
  }
});

inPrograms('what begins by TLS never leaves it, with a token and without', async (program) => {
  const system = path.join(bench.cache, 'system.pem');
  await writeFile(system, serverCertificate.certificate);
  const { url } = await serveByHand((_, response) => {
    response.writeHead(302, { location: `${bench.files.url}/m.gguf` }).end();
  }, serverCertificate);
  for (const env of [{ LLMKUBE_TOKEN: 'hf_PlantedSecret2' }, {}]) {
    const run = await program.run({ url: `${url}/m.gguf`, env, systemAuthorities: system });
    expect(run.lines).toMatchObject([{ kind: 'failed', cause: 'SourceRefused' }]);
  }
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
