import type { Duplex } from 'node:stream';
import { type Refusal, refusalBody } from './refusal.ts';

/**
 * Answers what is no request that node:http could read, and ends the connection. An answer that
 * has begun is cut: whatever was written after it would be taken for a part of it.
 */
export function answerClientError(socket: Duplex, refusal: Refusal, hasBegun: boolean): void {
  if (hasBegun || !socket.writable) {
    socket.destroy();
    return;
  }
  const body = refusalBody(refusal);
  const head = [
    `HTTP/1.1 ${refusal.status} Refused`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** What is wrong with a request, by the code of node:http's error. */
export function clientErrorRefusal(code: string | undefined): Refusal {
  return refusals.get(code) ?? unreadable;
}

const refusals: ReadonlyMap<string | undefined, Refusal> = new Map([
  [
    'ERR_HTTP_REQUEST_TIMEOUT',
    { status: 408, code: 'too_slow', message: 'The request did not arrive in time' },
  ],
  [
    'HPE_HEADER_OVERFLOW',
    { status: 431, code: 'headers_too_large', message: 'The headers are too large' },
  ],
  [
    'HPE_CHUNK_EXTENSIONS_OVERFLOW',
    { status: 413, code: 'body_too_large', message: 'The chunk extensions are too large' },
  ],
]);

const unreadable: Refusal = {
  status: 400,
  code: 'unreadable',
  message: 'This is no HTTP/1.1 request',
};
