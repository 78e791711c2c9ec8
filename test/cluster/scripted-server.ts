import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { type ClusterOptions, openCluster } from '../../src/cluster/open-cluster.ts';
import type { Timing } from '../../src/cluster/timing.ts';
import type { Target } from '../../src/core/target.ts';
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
}

/** A server on real TCP for the faults that a healthy API server does not produce. */
export async function startScriptedServer(
  reply: Reply,
  tls: ServerOptions = {},
): Promise<ScriptedServer> {
  const heard: Heard[] = [];
  const { certificate: cert, key } = serverCertificate;
  const server = createServer({ cert, key, ...tls }, async (request, response) => {
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
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = await mkdtemp(join(tmpdir(), 'llmkube-test-'));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  return { url, folder, heard, kubeconfig: await writeKubeconfig(folder, url) };
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

/** A kubeconfig of one context, with further fields of its user and its cluster. */
export async function writeKubeconfig(
  folder: string,
  server: string,
  { user = { token: 'token-1' }, cluster = {} }: { user?: object; cluster?: object } = {},
): Promise<string> {
  const authority = Buffer.from(serverCertificate.certificate).toString('base64');
  const path = join(folder, `${crypto.randomUUID()}.kubeconfig`);
  const content = {
    clusters: [
      { name: 'c', cluster: { server, 'certificate-authority-data': authority, ...cluster } },
    ],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'dev', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'dev',
  };
  await writeFile(path, JSON.stringify(content));
  return path;
}

/** Opens the target of a kubeconfig and closes it when the test is over. */
export async function openTarget(
  kubeconfig: string,
  options: Partial<ClusterOptions> = {},
): Promise<Target> {
  const target = await openCluster({
    kubeconfig,
    environment: {},
    home: '/nonexistent',
    version: '1.2.3',
    ...options,
  });
  onTestFinished(() => target.close());
  return target;
}

/** A clock that only moves when somebody sleeps, and remembers how long. */
export function virtualTiming(): { readonly timing: Timing; readonly slept: number[] } {
  const slept: number[] = [];
  let now = 1_800_000_000_000;
  return {
    slept,
    timing: {
      now: () => now,
      sleep: async (milliseconds, signal) => {
        signal?.throwIfAborted();
        slept.push(milliseconds);
        now += milliseconds;
      },
      random: () => 0,
    },
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** The object in which an API server explains a failure. */
export function statusOf(code: number, reason: string, message: string, details = {}) {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, details };
}

/** Cuts the connection the way a crash does. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
