import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import type { Access, ClientCertificate } from '../kubeconfig/access.ts';
import type { Limits } from '../limits.ts';

/**
 * The sockets to one API server. Watches have their own, so that they never take a place that a
 * call waits for. HTTP/1.1 only: a dead HTTP/2 session is not noticed for minutes and would take
 * every watch and call on it along.
 */
export interface Dispatchers {
  readonly calls: Dispatcher;
  readonly watches: Dispatcher;
}

export function createDispatchers(
  access: Access,
  { limits, certificate }: { limits: Limits; certificate: ClientCertificate | undefined },
): Dispatchers {
  const { tls, proxyUrl } = access;
  const secure = {
    rejectUnauthorized: !tls.skipsVerification,
    ...(tls.authority === undefined ? {} : { ca: tls.authority }),
    ...(tls.serverName === '' ? {} : { servername: tls.serverName }),
    ...(certificate === undefined ? {} : { cert: certificate.certificate, key: certificate.key }),
  };
  const common = {
    allowH2: false,
    keepAliveTimeout: 30_000,
    headersTimeout: limits.headers,
    connectTimeout: limits.connect,
  };
  const create = (sockets: object): Dispatcher => {
    const connect = { ...secure, timeout: limits.connect, keepAlive: true };
    if (proxyUrl === '') return new Agent({ ...common, ...sockets, connect });
    return new ProxyAgent({ ...common, ...sockets, uri: proxyUrl, requestTls: connect });
  };
  return {
    calls: create({ connections: 8, bodyTimeout: limits.body }),
    watches: create({ connections: 16, bodyTimeout: 0 }),
  };
}
