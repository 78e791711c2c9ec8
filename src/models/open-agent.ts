import Agent from 'undici/lib/dispatcher/agent.js';
import { hasProxy, proxyFor } from '../core/network/proxy-for.ts';

/**
 * Connections to web servers, to each by the proxy that the environment wants for it. The client
 * for proxies costs start-up time and loads only when there may be one.
 */
export async function openAgent(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Agent> {
  if (!hasProxy(environment)) return new Agent();
  const { Pool, ProxyAgent } = await import('undici');
  return new Agent({
    factory: (origin, options) => {
      const uri = proxyFor(String(origin), environment);
      return uri === undefined ? new Pool(origin, options) : new ProxyAgent({ ...options, uri });
    },
  });
}
