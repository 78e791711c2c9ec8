import type { ServerResponse } from 'node:http';

/** Answers with JSON and a status. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** The object in which an API server explains a failure. */
export function statusOf(code: number, reason: string, message: string) {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message };
}

/** Cuts the connection the way a crash does. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}
