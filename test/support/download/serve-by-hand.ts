import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface HandServer {
  /** Its origin. */
  readonly url: string;
  /** The ranges that were asked for, in order. */
  readonly ranges: readonly (string | undefined)[];
}

export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** A server of this machine that answers as the test writes it, until the test has finished. */
export async function serveByHand(answer: RequestListener, tls?: Certificate): Promise<HandServer> {
  const ranges: (string | undefined)[] = [];
  const listener: RequestListener = (request, response) => {
    ranges.push(request.headers.range);
    answer(request, response);
  };
  const server =
    tls === undefined
      ? createServer(listener)
      : createTlsServer({ cert: tls.certificate, key: tls.key }, listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, ranges };
}
