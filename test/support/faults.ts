import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** One request that a proxy stands in the way of. */
export interface Exchange {
  readonly outgoing: ServerResponse;
  /** Passes the request on: the API server has done what it asks for when this resolves. */
  readonly fetchAnswer: () => Promise<IncomingMessage>;
}

/** What a proxy does with a request, and with the connection that it came by. */
export type Fault = (exchange: Exchange) => Promise<void>;

/** No fault at all. */
export const passOn: Fault = async ({ outgoing, fetchAnswer }) => {
  const answer = await fetchAnswer();
  sendHead(outgoing, answer);
  await pipeline(answer, outgoing);
};

/** The connection is reset and the API server hears nothing. */
export const reset: Fault = async ({ outgoing }) => void outgoing.socket?.resetAndDestroy();

/** The API server does what was asked, and the connection is reset before it can say so. */
export const loseAnswer: Fault = async ({ outgoing, fetchAnswer }) => {
  const answer = await fetchAnswer();
  answer.resume();
  outgoing.socket?.resetAndDestroy();
};

/** Neither an answer nor an end: what a half-open connection looks like before an answer. */
export const stall: Fault = async () => {};

/** All of the answer, a while after the API server had it. */
export const delay: Fault = async ({ outgoing, fetchAnswer }) => {
  const answer = await fetchAnswer();
  await wait(500);
  sendHead(outgoing, answer);
  await pipeline(answer, outgoing);
};

/** Half of the answer, and then the connection is closed. */
export const truncate: Fault = async ({ outgoing, fetchAnswer }) => {
  const answer = await fetchAnswer();
  const body = await text(answer);
  sendHead(outgoing, answer, { 'content-length': String(Buffer.byteLength(body)) });
  outgoing.write(body.slice(0, body.length / 2), () => outgoing.destroy());
};

/** The beginning of a stream, cut within its first line. */
export const cutStream: Fault = async ({ outgoing, fetchAnswer }) => {
  const answer = await fetchAnswer();
  sendHead(outgoing, answer);
  answer.destroy();
  outgoing.write('{"type":"ADD', () => outgoing.destroy());
};

/** A stream that ends in order before it has said anything. */
export const endStream: Fault = async ({ outgoing, fetchAnswer }) => {
  const answer = await fetchAnswer();
  sendHead(outgoing, answer);
  answer.destroy();
  outgoing.end();
};

/** A stream that begins and falls silent, while both ends take the connection for alive. */
export const silence: Fault = async ({ outgoing, fetchAnswer }) => {
  const answer = await fetchAnswer();
  sendHead(outgoing, answer);
  answer.resume();
};

export interface FaultyAnswer {
  readonly message?: string;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of a `Status` of Kubernetes. */
  readonly page?: string;
  /** The kind of objects that the `Status` is about. */
  readonly resource?: string;
}

/** An answer that is not the API server's own. */
export function answer(status: number, given: FaultyAnswer = {}): Fault {
  const { message = '', reason = '', headers = {}, page, resource } = given;
  const details = resource === undefined ? {} : { details: { kind: resource } };
  const said = { kind: 'Status', apiVersion: 'v1', code: status, reason, message, ...details };
  return async ({ outgoing }) => {
    const contentType = page === undefined ? 'application/json' : 'text/html';
    outgoing.writeHead(status, { 'content-type': contentType, ...headers });
    outgoing.end(page ?? JSON.stringify(said));
  };
}

function sendHead(
  outgoing: ServerResponse,
  { statusCode = 502, headers }: IncomingMessage,
  more: Readonly<Record<string, string>> = {},
): void {
  const { 'transfer-encoding': _, ...kept } = headers;
  outgoing.writeHead(statusCode, 'content-length' in more ? { ...kept, ...more } : headers);
  outgoing.flushHeaders();
}
