import { expect, test } from 'vitest';
import { startConnectProxy } from '../../support/connect-proxy.ts';
import { rejectionOf } from '../../support/error-of.ts';
import { openTarget, virtualTiming, writeKubeconfig } from '../open-target.ts';
import { sendJson } from '../replies.ts';
import { findDeadUrl, type Reply, startScriptedServer } from '../scripted-server.ts';

const ref = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a' };
const found = { ...ref, metadata: { name: 'a' } };
const sayFound: Reply = (_, response) => sendJson(response, 200, found);

interface Case {
  readonly environment?: Readonly<Record<string, string>>;
  readonly proxyUrl?: string;
  readonly tls?: object;
}

/** Opens a target whose server has a name that only a proxy knows. */
async function openNamed({ environment = {}, proxyUrl, tls = {} }: Case) {
  const server = await startScriptedServer(sayFound, 'plain' in tls ? undefined : tls);
  const url = server.url.replace('127.0.0.1', 'server.test');
  const cluster = proxyUrl === undefined ? {} : { 'proxy-url': proxyUrl };
  const kubeconfig = await writeKubeconfig(server.folder, url, { cluster });
  const { timing, slept } = virtualTiming();
  const target = await openTarget(kubeconfig, { environment, timing });
  return { target, slept, host: new URL(url).host, url };
}

test('a proxy of the kubeconfig leads to the server, whose certificate still counts', async () => {
  const proxy = await startConnectProxy();
  const { target, host } = await openNamed({ proxyUrl: proxy.url });
  expect(await target.read(ref)).toEqual(found);
  expect(proxy.asked).toEqual([host]);
});

test('HTTPS_PROXY leads to a server with TLS', async () => {
  const proxy = await startConnectProxy();
  const { target, host } = await openNamed({ environment: { HTTPS_PROXY: proxy.url } });
  expect(await target.read(ref)).toEqual(found);
  expect(proxy.asked).toEqual([host]);
});

test('HTTP_PROXY leads to a server without TLS', async () => {
  const proxy = await startConnectProxy();
  const environment = { HTTP_PROXY: proxy.url };
  const { target, url } = await openNamed({ environment, tls: { plain: true } });
  expect(await target.read(ref)).toEqual(found);
  expect(proxy.asked).toEqual([`${url}/api/v1/namespaces/default/configmaps/a`]);
});

test('a server named in NO_PROXY is spoken to directly', async () => {
  const proxy = await startConnectProxy();
  const environment = { HTTPS_PROXY: proxy.url, NO_PROXY: 'other.test,.test' };
  const { target } = await openNamed({ environment });
  expect((await rejectionOf(target.read(ref))).message).toContain('cannot be resolved');
  expect(proxy.asked).toEqual([]);
});

test('the proxy of the kubeconfig stands above the environment and its exceptions', async () => {
  const [proxy, other] = [await startConnectProxy(), await startConnectProxy()];
  const environment = { HTTPS_PROXY: other.url, NO_PROXY: '*' };
  const { target, host } = await openNamed({ environment, proxyUrl: proxy.url });
  expect(await target.read(ref)).toEqual(found);
  expect(proxy.asked).toEqual([host]);
  expect(other.asked).toEqual([]);
});

test('a proxy that is not there is named, without its login', async () => {
  const proxyUrl = (await findDeadUrl()).replace('https://', 'http://ann:hidden@');
  const { target, url } = await openNamed({ environment: { HTTPS_PROXY: proxyUrl } });
  const error = await rejectionOf(target.read(ref));
  expect(error.code).toBe('CLUSTER_UNREACHABLE');
  expect(error.message).toMatch(/: nothing listens on `127\.0\.0\.1:\d+`, the proxy to `/);
  expect(error.message).toContain(url);
  expect(JSON.stringify(error)).not.toContain('hidden');
});

test('a proxy that wants a login says so', async () => {
  const proxy = await startConnectProxy({ refusals: [407] });
  const { target } = await openNamed({ environment: { HTTPS_PROXY: proxy.url } });
  expect((await rejectionOf(target.read(ref))).message).toMatch(
    /the proxy to `.*`, refuses to lead there: it answers 407$/,
  );
});

test('a proxy that does not get through is not waited for at the first contact', async () => {
  const proxy = await startConnectProxy({ refusals: [503] });
  const { target, slept } = await openNamed({ environment: { HTTPS_PROXY: proxy.url } });
  expect((await rejectionOf(target.read(ref))).message).toContain('it answers 503');
  expect(slept).toEqual([]);
});
