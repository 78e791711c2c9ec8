import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type AgentInfo, controlPaths } from '../core/agent-protocol/control.ts';
import type { Fact } from '../core/target.ts';
import { describeCause } from '../errors/describe-cause.ts';
import type { World } from './world.ts';

/** What the owner of the socket can make the agent do. */
export interface Controlled {
  readonly world: World;
  readonly info: () => AgentInfo;
  /** Bytes that are free for a release, beside what the others need. */
  readonly freeMemory: (release: string) => Promise<number>;
  /** Reads what is wanted again; resolves when it is taken in. */
  readonly sync: () => Promise<void>;
  /** Ends every engine, and resolves when none is left. The agent ends after it. */
  readonly stop: () => Promise<void>;
  /** Lets go of every engine and of the port. The agent ends after it. */
  readonly handOver: () => Promise<void>;
}

export interface ControlServer {
  /** From here on there is something to control. */
  readonly serve: (controlled: Controlled) => void;
  /** Answers what is answered by now, and cuts the rest off. */
  readonly close: () => Promise<void>;
}

type Handler = (
  controlled: Controlled,
  request: IncomingMessage,
  response: ServerResponse,
) => unknown;

const handlers: Readonly<Record<string, Handler>> = {
  [`GET ${controlPaths.agent}`]: ({ info }, _, response) => sendJson(response, info()),
  [`GET ${controlPaths.objects}`]: ({ world }, request, response) => {
    const release = releaseOf(request);
    sendJson(response, release === undefined ? world.all() : world.objectsOf(release));
  },
  [`GET ${controlPaths.facts}`]: ({ world }, request, response) =>
    sendFacts(world, releaseOf(request) ?? '', response),
  [`GET ${controlPaths.memory}`]: async ({ freeMemory }, request, response) =>
    sendJson(response, { freeBytes: await freeMemory(releaseOf(request) ?? '') }),
  [`POST ${controlPaths.sync}`]: async ({ sync }, _, response) => sendJson(response, await sync()),
  [`POST ${controlPaths.stop}`]: async ({ stop }, _, response) => sendJson(response, await stop()),
  [`POST ${controlPaths.handOver}`]: async ({ handOver }, _, response) =>
    sendJson(response, await handOver()),
};

/**
 * Listens on a unix socket that only this user can open. Who asks before there is something to
 * control waits for it, and is cut off when there never will be.
 */
export async function openControlServer(socket: string): Promise<ControlServer> {
  let serve: ControlServer['serve'] = () => undefined;
  const controlled = new Promise<Controlled>((resolve) => {
    serve = resolve;
  });
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    open.add(response);
    response.once('close', () => open.delete(response));
    void answer(controlled, request, response);
  });
  // Somebody who watches a release may hear nothing for hours.
  server.requestTimeout = 0;
  rmSync(socket, { force: true });
  server.listen(socket);
  await once(server, 'listening');
  chmodSync(socket, 0o600);
  return {
    serve,
    close: async () => {
      server.close();
      // Whoever waited for an answer that has just come gets it in this turn.
      await nextTurn();
      const writing = [...open].filter(({ writableEnded }) => writableEnded);
      await Promise.all(writing.map(sent));
      server.closeAllConnections();
      rmSync(socket, { force: true });
    },
  };
}

async function sent(response: ServerResponse): Promise<void> {
  if (response.writableFinished || response.destroyed) return;
  await new Promise<void>((resolve) => {
    response.once('finish', resolve);
    response.once('close', resolve);
  });
}

async function answer(
  controlled: Promise<Controlled>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  try {
    const { pathname } = urlOf(request);
    const handler = handlers[`${request.method} ${pathname}`];
    if (handler === undefined) sendJson(response, { error: 'this agent does not know that' }, 404);
    else await handler(await controlled, request, response);
  } catch (error) {
    if (response.headersSent) response.destroy();
    else sendJson(response, { error: describeCause(error) }, 500);
  }
}

function urlOf({ url = '/' }: IncomingMessage): URL {
  return new URL(url, 'http://agent');
}

function releaseOf(request: IncomingMessage): string | undefined {
  return urlOf(request).searchParams.get('release') ?? undefined;
}

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body ?? {}));
}

/** The kinds that a host has something to say of. */
const kinds = ['Deployment', 'Pod'] as const;

function sendFacts(world: World, release: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const send = (fact: Fact) => response.write(`${JSON.stringify(fact)}\n`);
  for (const object of world.objectsOf(release)) send({ kind: 'present', object });
  for (const of of kinds) send({ kind: 'synced', of });
  const stop = world.watch(release, send);
  response.once('close', stop);
}
