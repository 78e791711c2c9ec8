import type { IncomingMessage } from 'node:http';
import { isLoopback, isLoopbackOrigin, withoutBrackets } from '../../core/network/loopback.ts';
import type { Refusal } from './refusal.ts';

/**
 * Refuses what a browser would send here for a page of somebody else. A page can have its own name
 * resolve to this machine, but it cannot choose the names in `Host` and `Origin`. The port in them
 * is not compared: a tunnel or a container's mapping changes it, and protects nobody.
 */
export function guardRequest(request: IncomingMessage, boundHost: string): Refusal | undefined {
  const { headers, rawHeaders, url = '' } = request;
  if (!url.startsWith('/') && url !== '*') return badTarget;
  if (countOf(rawHeaders, 'host') > 1) return twoHosts;
  // Only HTTP/1.0 may leave it out, which browsers do not speak.
  if (headers.host !== undefined && !isOurs(headers.host, request, boundHost)) return foreignHost;
  if (headers.origin !== undefined && !isLoopbackOrigin(headers.origin)) return foreignOrigin;
  const encoding = headers['content-encoding'];
  return encoding === undefined || encoding === 'identity' ? undefined : encodedBody;
}

function isOurs(host: string, { socket }: IncomingMessage, boundHost: string): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[^:[\]@/\s]+)(:\d{1,5})?$/i.exec(host)?.[1];
  if (name === undefined) return false;
  if (isLoopback(name)) return true;
  const address = withoutBrackets(name).toLowerCase();
  // Who listens on all addresses is asked by the one that the client has reached.
  return address === boundHost.toLowerCase() || address === localAddress(socket.localAddress);
}

function localAddress(address = ''): string {
  return address.replace(/^::ffff:(?=\d+\.)/, '');
}

function countOf(rawHeaders: readonly string[], name: string): number {
  return rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length;
}

const badTarget: Refusal = {
  status: 400,
  code: 'invalid_target',
  message: 'The request line names no path',
};

const twoHosts: Refusal = {
  status: 400,
  code: 'invalid_host',
  message: 'The request has more than one Host header',
};

const foreignHost: Refusal = {
  status: 421,
  code: 'host_not_allowed',
  message: 'The Host header is not a name of this endpoint: use its address, or localhost',
};

const foreignOrigin: Refusal = {
  status: 403,
  code: 'origin_not_allowed',
  message: 'Pages of other sites may not use this endpoint',
};

const encodedBody: Refusal = {
  status: 415,
  code: 'encoded_body',
  message: 'The body has a Content-Encoding: send it plain',
};
