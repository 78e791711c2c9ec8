import type { IncomingMessage } from 'node:http';
import { isLoopbackOrigin } from '../../core/network/loopback.ts';

/** What lets a page of this machine read the answers; those of others get nothing of it. */
export function crossOriginHeaders({ headers }: IncomingMessage): Record<string, string> {
  if (headers.origin === undefined || !isLoopbackOrigin(headers.origin)) return {};
  return { 'access-control-allow-origin': headers.origin, vary: 'Origin' };
}

/** What a browser asks before it sends such a page's request. */
export function preflightHeaders(
  request: IncomingMessage,
  methods: readonly string[],
): Record<string, string> {
  const allow = methods.join(', ');
  if (request.headers.origin === undefined) return { allow };
  const wanted = request.headers['access-control-request-headers'] ?? '';
  return {
    allow,
    'access-control-allow-methods': allow,
    // Names only: what else a client may have written there is not repeated to it.
    'access-control-allow-headers': /^[\w\-, ]*$/.test(wanted) ? wanted : '',
    'access-control-max-age': '600',
  };
}
