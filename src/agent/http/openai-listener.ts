import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TcpAddress as Address } from '../../host/listen-error.ts';
import { answerClientError, clientErrorRefusal } from './client-error.ts';
import { handleRequest } from './handle-request.ts';
import type { Surroundings } from './surroundings.ts';

/** OpenAI's API at one address, for all releases of this machine. */
export class OpenaiListener {
  readonly address: Address;
  readonly #server: Server;
  readonly #around: Surroundings;
  readonly #open = new Set<ServerResponse>();
  #isClosing = false;

  constructor(server: Server, address: Address, around: Surroundings) {
    this.address = address;
    this.#server = server;
    this.#around = around;
    server.on('request', (_, response) => this.#answer(response, false));
    server.on('checkContinue', (_, response) => this.#answer(response, true));
    server.on('clientError', (error, socket) => this.#answerError(error, socket));
    server.on('drop', () => this.#logRefused(0, 'too_many_connections'));
  }

  /** How many requests a release has to answer. */
  inFlight(release: string): number {
    return this.#around.inFlight.count(release);
  }

  /** Resolves when a release has nothing to answer, or early when the signal aborts. */
  async whenIdle(release: string, signal: AbortSignal): Promise<void> {
    await this.#around.inFlight.whenIdle(release, signal);
  }

  /** Frees the port at once, lets what is under way finish, and cuts what takes longer. */
  async close(graceMs: number): Promise<void> {
    this.#isClosing = true;
    for (const response of this.#open) endWithThis(response);
    const closed = new AbortController();
    const ended = once(this.#server, 'close').then(() => closed.abort());
    this.#server.close();
    await this.#around.clock.sleep(graceMs, closed.signal);
    this.#server.closeAllConnections();
    await Promise.all([ended, this.#around.pools.destroy()]);
  }

  #answer(response: ServerResponse, wantsContinue: boolean): void {
    this.#open.add(response);
    response.once('close', () => {
      this.#open.delete(response);
      // Connections that are kept alive would keep a server that closes from ending.
      if (this.#isClosing) setImmediate(() => this.#server.closeIdleConnections());
    });
    if (this.#isClosing) endWithThis(response);
    handleRequest(this.#around, response, wantsContinue).catch((error: unknown) => {
      // A fault of ours costs its request and not all the others their agent.
      response.destroy();
      this.#logRefused(500, error instanceof Error ? (error.stack ?? error.name) : 'unknown');
    });
  }

  #answerError(error: Error, socket: Duplex): void {
    const hasBegun = [...this.#open].some(
      (response) => response.socket === socket && response.headersSent,
    );
    const refusal = clientErrorRefusal('code' in error ? String(error.code) : undefined);
    answerClientError(socket, refusal, hasBegun);
    this.#logRefused(refusal.status, refusal.code);
  }

  #logRefused(status: number, cause: string): void {
    this.#around.log({ kind: 'refused', status, cause, milliseconds: 0 });
  }
}

function endWithThis(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
