import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { Agent, request as sendRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { onTestFinished } from 'vitest';
import type { SharedCluster } from './cluster/join-cluster.ts';
import { type Fault, passOn } from './faults.ts';
import type { RunningCli } from './run-cli.ts';

/** One request on its way to the API server. */
export interface PassedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface ApiProxy {
  /** A kubeconfig that leads through the proxy, as the administrator. */
  readonly kubeconfig: string;
  /** Every request in order of arrival. */
  readonly requests: PassedRequest[];
  /** Keeps the first request of this kind from the API server. */
  hold(matches: (request: PassedRequest) => boolean): Held;
  /** Does this to the first requests of this kind instead of passing them on as they are. */
  fail(matches: (request: PassedRequest) => boolean, fault: Fault, times?: number): void;
  /** Takes a header out of every request from now on. */
  keep(header: string): void;
}

export interface Held {
  /** Settles when the request has come; nothing of it has reached the API server then. */
  readonly arrived: Promise<void>;
  readonly release: () => void;
}

interface Gate {
  readonly matches: (request: PassedRequest) => boolean;
  readonly arrive: () => void;
  readonly opened: Promise<void>;
}

interface Sabotage {
  readonly matches: (request: PassedRequest) => boolean;
  readonly fault: Fault;
  left: number;
}

/**
 * A plain web server before the API server until the running test has finished: it counts what a
 * program asks for, and can stop it in the middle of a sequence of requests.
 */
export async function startApiProxy(cluster: SharedCluster, namespace: string): Promise<ApiProxy> {
  const requests: PassedRequest[] = [];
  const gates: Gate[] = [];
  const sabotages: Sabotage[] = [];
  const { authority, token } = cluster.description.admin;
  const kept = new Set(['host', 'connection']);
  const agent = new Agent({ ca: readFileSync(authority), keepAlive: true });
  const upstream = { agent, token, server: cluster.server, kept };
  const server = createServer(async (incoming, outgoing) => {
    const passed = describe(incoming);
    requests.push(passed);
    const gate = gates.find(({ matches }) => matches(passed));
    if (gate !== undefined) {
      gates.splice(gates.indexOf(gate), 1);
      gate.arrive();
      await gate.opened;
      // Who waited for it may have been killed meanwhile.
      if (outgoing.destroyed) return;
    }
    const fetchAnswer = () => forward(incoming, outgoing, upstream);
    const fault = takeFault(sabotages, passed) ?? passOn;
    try {
      await fault({ outgoing, fetchAnswer });
    } catch {
      // One side went away, which the other must notice: a killed program, a watch that is over.
      outgoing.destroy();
    }
  });
  server.on('upgrade', (incoming, socket) => {
    requests.push(describe(incoming));
    passUpgrade(incoming, socket, upstream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'api-proxy-'));
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    agent.destroy();
    await rm(folder, { recursive: true });
  });
  const { port } = server.address() as AddressInfo;
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, kubeconfigText(`http://127.0.0.1:${port}`, namespace));
  return {
    kubeconfig,
    requests,
    hold: (matches) => addGate(gates, matches),
    fail: (matches, fault, times = 1) => void sabotages.push({ matches, fault, left: times }),
    keep: (header) => void kept.add(header),
  };
}

/** Waits until the request is held; throws what the program said if it ends without asking. */
export async function untilHeld({ arrived }: Held, { done }: RunningCli): Promise<void> {
  const ended = await Promise.race([arrived, done]);
  if (ended) throw new Error(`The program has ended: ${ended.stderr}${ended.stdout}`);
}

function addGate(gates: Gate[], matches: Gate['matches']): Held {
  let [arrive, release] = [() => {}, () => {}];
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const opened = new Promise<void>((resolve) => {
    release = resolve;
  });
  gates.push({ matches, arrive, opened });
  return { arrived, release };
}

interface Upstream {
  readonly agent: Agent;
  readonly token: string;
  readonly server: string;
  /** Headers that go no further. */
  readonly kept: ReadonlySet<string>;
}

function takeFault(sabotages: readonly Sabotage[], request: PassedRequest): Fault | undefined {
  const found = sabotages.find(({ matches, left }) => left > 0 && matches(request));
  if (found !== undefined) found.left -= 1;
  return found?.fault;
}

function describe({ url, method = '' }: IncomingMessage): PassedRequest {
  const { pathname, searchParams } = new URL(url ?? '/', 'https://api.test');
  return { method, path: pathname, query: searchParams };
}

async function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  upstream: Upstream,
): Promise<IncomingMessage> {
  const request = sendOn(incoming, upstream);
  outgoing.once('close', () => request.destroy());
  incoming.pipe(request);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return answer;
}

function passUpgrade(incoming: IncomingMessage, socket: Duplex, upstream: Upstream): void {
  const request = sendOn(incoming, upstream, { connection: 'Upgrade' });
  request.once('upgrade', ({ headers }: IncomingMessage, behind: Duplex, head: Buffer) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('')}\r\n`);
    behind.unshift(head);
    // Either end may go away first, and takes the other along.
    pipeline(socket, behind, socket).catch(() => behind.destroy());
  });
  request.once('response', ({ statusCode }) => socket.end(`HTTP/1.1 ${statusCode} No\r\n\r\n`));
  request.end();
}

function sendOn(
  { url = '/', method, headers }: IncomingMessage,
  { agent, token, server, kept }: Upstream,
  own: OutgoingHttpHeaders = {},
): ClientRequest {
  const passed = Object.entries(headers).filter(([name]) => !kept.has(name));
  const authorization = `Bearer ${token}`;
  return sendRequest(new URL(url, server), {
    agent,
    method,
    headers: { ...Object.fromEntries(passed), authorization, ...own },
  });
}

function kubeconfigText(server: string, namespace: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'proxied',
    clusters: [{ name: 'proxied', cluster: { server } }],
    contexts: [{ name: 'proxied', context: { cluster: 'proxied', user: 'none', namespace } }],
    users: [{ name: 'none', user: {} }],
  });
}
