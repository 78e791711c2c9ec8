import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';

/** How an answer of an engine ended. */
export type Passed =
  | { readonly kind: 'answered'; readonly status: number }
  /** The engine broke off; `hasBegun` tells whether the client has a part of the answer. */
  | { readonly kind: 'broken'; readonly cause: Error; readonly hasBegun: boolean }
  | { readonly kind: 'gone' };

export interface PassOptions {
  readonly response: ServerResponse;
  /** Headers of the listener's own. */
  readonly headers: Readonly<Record<string, string>>;
  readonly stalledMs: number;
  readonly onEnd: (passed: Passed) => void;
}

type Controller = Dispatcher.DispatchController;

/**
 * Hands each piece of an engine's answer to the client as it comes. A client that reads slowly
 * slows the engine's socket, and one that goes away ends the engine's work.
 */
export class PassOn implements Dispatcher.DispatchHandler {
  readonly #options: PassOptions;
  #controller: Controller | undefined;
  #isOver = false;
  #status = 0;

  constructor(options: PassOptions) {
    this.#options = options;
    options.response.once('close', () => this.#onClose());
  }

  // The client may have left while its request waited for a connection.
  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error('The client went away'));
  }

  onResponseStart(_: Controller, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.#isOver) return;
    const { response, headers: own } = this.#options;
    this.#status = status;
    response.writeHead(status, { ...passableHeaders(headers), ...own });
    // The beginning of a stream is news for the client, long before its first word.
    if (headers['content-length'] === undefined) response.flushHeaders();
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    const { response, stalledMs } = this.#options;
    if (this.#isOver || response.write(chunk)) return;
    controller.pause();
    // Without anybody who hears of it, node:http ends the connection.
    response.setTimeout(stalledMs);
    response.once('drain', () => {
      response.setTimeout(0);
      controller.resume();
    });
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    this.#options.response.end();
    this.#end({ kind: 'answered', status: this.#status });
  }

  onResponseError(_: Controller, cause: Error): void {
    if (this.#isOver) return;
    const hasBegun = this.#options.response.headersSent;
    this.#end({ kind: 'broken', cause, hasBegun });
    if (hasBegun) breakOff(this.#options.response);
  }

  #onClose(): void {
    if (this.#isOver) return;
    this.#end({ kind: 'gone' });
    this.#controller?.abort(new Error('The client went away'));
  }

  #end(passed: Passed): void {
    this.#isOver = true;
    this.#options.onEnd(passed);
  }
}

// The end of the connection is no end of chunks or of a length, but all that HTTP/1.0 has as one.
function breakOff(response: ServerResponse): void {
  if (response.req.httpVersionMinor === 0) response.socket?.resetAndDestroy();
  else response.destroy();
}

/** Headers that belong to one connection, and those that the listener answers for. */
const keptBack: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'server',
]);

/** What of an engine's headers reaches the client. */
export function passableHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/);
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) =>
        !keptBack.has(name) && !named.includes(name) && !name.startsWith('access-control-'),
    ),
  );
}
