import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A request as an engine got it. */
export interface EngineRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type EngineAnswer = (response: ServerResponse, request: EngineRequest) => void;

/** An engine on a unix socket whose answers a test writes. */
export interface StubEngine {
  readonly socket: string;
  readonly requests: readonly EngineRequest[];
  /** How many answers were cut by the other side. */
  readonly cut: () => number;
  /** Ends every connection at once, as a process that is killed does. */
  readonly kill: () => Promise<void>;
}

/** Answers every request with one whole completion, unless told otherwise. */
export async function startStubEngine(
  socket: string,
  answer: EngineAnswer = completion,
): Promise<StubEngine> {
  const requests: EngineRequest[] = [];
  const sockets = new Set<Socket>();
  let cut = 0;
  const server = createServer(async (request, response) => {
    response.once('close', () => {
      if (!response.writableFinished) cut += 1;
    });
    const body = await text(request);
    const { method = '', url = '', headers } = request;
    const got = { method, path: url, headers, body };
    requests.push(got);
    answer(response, got);
  });
  server.on('connection', (connection) => {
    sockets.add(connection);
    connection.once('close', () => sockets.delete(connection));
  });
  server.listen(socket);
  await once(server, 'listening');
  const kill = async () => {
    const closed = once(server, 'close');
    server.close();
    for (const connection of sockets) connection.destroy();
    await closed;
    await rm(socket, { force: true });
  };
  return { socket, requests, cut: () => cut, kill };
}

/** The answer of an engine that does as it is asked. */
export function completion(response: ServerResponse, { body }: EngineRequest): void {
  const { model = 'unnamed' } = JSON.parse(body) as { model?: string };
  response.writeHead(200, { 'content-type': 'application/json', server: 'stub', 'x-stub': '1' });
  response.end(JSON.stringify({ model, choices: [{ text: 'Paris' }] }));
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
