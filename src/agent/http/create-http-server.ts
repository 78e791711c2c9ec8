import { createServer, type Server } from 'node:http';
import type { ListenerLimits } from './listener-limits.ts';

/** A server of node:http with the limits of the listener, not listening yet. */
export function createHttpServer(limits: ListenerLimits): Server {
  const server = createServer({
    // Said here, so that no option in the environment of the agent makes the parser lenient.
    insecureHTTPParser: false,
    requireHostHeader: true,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.bodyMs,
    connectionsCheckingInterval: limits.checkMs,
    // Longer than clients keep theirs: one that ends here while a request is on its way is lost.
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Finds out about clients that vanished without a word.
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
    noDelay: true,
  });
  server.maxConnections = limits.connections;
  return server;
}

const KEEP_ALIVE_MS = 65_000;
