import v8 from 'node:v8';
import type { Dispatcher, ProxyAgent } from 'undici';
import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { ClientCertificate, ServerTrust } from '../kubeconfig/access.ts';
import type { Limits } from '../limits.ts';

// undici parses HTTP in WebAssembly. V8 would compile that once more, optimised, in the background,
// and Node waits for it at its end: 50 ms for a command that is over. It parses no slower without.
v8.setFlagsFromString('--liftoff-only');

export type Pool = 'calls' | 'watches';

export type RawAnswer = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

/**
 * The sockets to one API server. Watches have their own, so that they never take a place that a
 * call waits for. HTTP/1.1 only: a dead HTTP/2 session is not noticed for minutes and would take
 * every watch and call on it along.
 */
export interface Dispatchers {
  readonly request: (pool: Pool, options: Dispatcher.RequestOptions) => Promise<RawAnswer>;
  /** For what is no request: a WebSocket. */
  readonly watches: Dispatcher;
  /** Lets what is under way finish and takes nothing new. */
  readonly drain: () => Promise<unknown>;
  readonly destroy: () => Promise<unknown>;
}

export interface Transport {
  readonly trust: ServerTrust;
  readonly limits: Limits;
  readonly proxy: ProxyClient | undefined;
}

/** A proxy and the client for it, which only those load who have one. */
export interface ProxyClient {
  readonly url: string;
  readonly ProxyAgent: typeof ProxyAgent;
}

export function createDispatchers(
  transport: Transport,
  certificate: ClientCertificate | undefined,
): Dispatchers {
  const { limits } = transport;
  const tls = tlsOptions(transport, certificate);
  const pools = {
    calls: createAgent(transport, { ...tls, connections: 8, bodyTimeout: limits.body }),
    watches: createAgent(transport, { ...tls, connections: 16, bodyTimeout: 0 }),
  };
  return {
    watches: pools.watches,
    request: (pool, options) => request.call(pools[pool], options),
    drain: () => Promise.all([pools.calls.close(), pools.watches.close()]),
    destroy: () => Promise.all([pools.calls.destroy(), pools.watches.destroy()]),
  };
}

interface Sockets {
  readonly connect: object;
  readonly connections: number;
  readonly bodyTimeout: number;
}

function createAgent({ proxy, limits }: Transport, { connect, ...sockets }: Sockets): Dispatcher {
  const options = {
    ...sockets,
    allowH2: false,
    keepAliveTimeout: 30_000,
    headersTimeout: limits.headers,
  };
  if (proxy === undefined) return new Agent({ ...options, connect });
  // The certificates are those of the server at the end of the tunnel and not of the proxy.
  const { connect: connectTimeout } = limits;
  return new proxy.ProxyAgent({ ...options, uri: proxy.url, connectTimeout, requestTls: connect });
}

function tlsOptions({ trust, limits }: Transport, certificate: ClientCertificate | undefined) {
  const connect = {
    timeout: limits.connect,
    keepAlive: true,
    rejectUnauthorized: !trust.skipsVerification,
    ...(trust.authority === undefined ? {} : { ca: trust.authority }),
    ...(trust.serverName === '' ? {} : { servername: trust.serverName }),
    ...(certificate === undefined ? {} : { cert: certificate.certificate, key: certificate.key }),
  };
  return { connect };
}
