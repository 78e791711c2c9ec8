import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Refusal, refusalBody } from './refusal.ts';

type Headers = Readonly<Record<string, string>>;

/** Waits as long as a refused body is read, or until the signal aborts. */
type Linger = (signal: AbortSignal) => Promise<void>;

/** Answers with a document of the listener's own. */
export function answerJson(response: ServerResponse, document: unknown, headers: Headers): void {
  writeAnswer(response, { status: 200, body: JSON.stringify(document), headers });
  response.end();
}

/**
 * Answers with a refusal. What is left of the request's body is read and thrown away for a while:
 * a connection that is closed on unread bytes is reset, and the client never sees the answer.
 */
export function refuse(
  response: ServerResponse,
  refusal: Refusal,
  { headers, linger }: { headers: Headers; linger: Linger },
): void {
  const { req: request } = response;
  const isRead = request.complete || !hasBody(request);
  const all = { ...headers, ...refusal.headers, ...(isRead ? {} : { connection: 'close' }) };
  writeAnswer(response, { status: refusal.status, body: refusalBody(refusal), headers: all });
  if (isRead) response.end();
  else endAfterBody(response, linger);
}

function endAfterBody(response: ServerResponse, linger: Linger): void {
  const over = new AbortController();
  response.req.once('end', () => over.abort());
  response.once('close', () => over.abort());
  response.req.resume();
  void linger(over.signal).then(() => response.end());
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
}

// With its length, so that it is whole for the client before the connection ends.
function writeAnswer(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.write(body);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
