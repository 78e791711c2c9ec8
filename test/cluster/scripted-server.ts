import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { writeKubeconfig } from './open-target.ts';
import { serverCertificate } from './test-certificates.ts';

/** One request as it reached the server. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Counts from 1 over all requests. */
  readonly number: number;
}

export type Reply = (heard: Heard, response: ServerResponse) => void | Promise<void>;

export interface ScriptedServer {
  readonly kubeconfig: string;
  readonly folder: string;
  readonly url: string;
  readonly heard: readonly Heard[];
  /** For what is no request: an upgrade. */
  readonly listener: HttpServer;
}

/**
 * A server on real TCP for the faults that a healthy API server does not produce. It speaks TLS
 * when a test is about credentials, which are only sent over TLS.
 */
export async function startScriptedServer(
  reply: Reply,
  tls?: ServerOptions,
): Promise<ScriptedServer> {
  const heard: Heard[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://server.test');
    const one: Heard = {
      method: request.method ?? '',
      path: pathname,
      query: searchParams,
      headers: request.headers,
      body,
      number: heard.length + 1,
    };
    heard.push(one);
    await reply(one, response);
  };
  const { certificate: cert, key } = serverCertificate;
  const server =
    tls === undefined
      ? createHttpServer(listener)
      : createHttpsServer({ cert, key, ...tls }, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), 'llmkube-test-'));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  return { url, folder, heard, listener: server, kubeconfig: await writeKubeconfig(folder, url) };
}

/** An address where nothing listens, because its server has just been closed. */
export async function findDeadUrl(): Promise<string> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `https://127.0.0.1:${port}`;
}
