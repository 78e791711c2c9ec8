import tls from 'node:tls';
import Agent from 'undici/lib/dispatcher/agent.js';
import { hasProxy, proxyFor } from '../core/network/proxy-for.ts';

export interface ConnectOptions {
  readonly connectSeconds?: number;
  /** PEM certificates that are trusted beside those that this process trusts. */
  readonly authorities?: string | undefined;
}

/**
 * Connections to web servers, to each by the proxy that the environment wants for it. The client
 * for proxies costs start-up time and loads only when there may be one.
 */
export async function openAgent(
  environment: Readonly<Record<string, string | undefined>>,
  { connectSeconds = 10, authorities }: ConnectOptions = {},
): Promise<Agent> {
  const connect = { timeout: connectSeconds * 1000, ...trustOf(authorities) };
  // With HTTP/2 a large file comes no faster and breaks off in more ways.
  const common = { connect, allowH2: false };
  if (!hasProxy(environment)) return new Agent(common);
  const { Pool, ProxyAgent } = await import('undici');
  return new Agent({
    ...common,
    factory: (origin, options) => {
      const uri = proxyFor(String(origin), environment);
      if (uri === undefined) return new Pool(origin, options);
      // The certificates are those of the server at the end of the tunnel and not of the proxy.
      return new ProxyAgent({ ...options, uri, requestTls: connect });
    },
  });
}

function trustOf(authorities: string | undefined): { readonly ca?: string[] } {
  if (authorities === undefined) return {};
  return {
    ca: [...tls.getCACertificates('default'), ...tls.getCACertificates('system'), authorities],
  };
}
