import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ByteRange, parseRange } from './parse-range.ts';

/** What a path answers instead of, or around, its file. */
export interface ScriptedAnswer {
  /** Answered with the status' name as body; absent means the file itself. */
  status?: number;
  headers?: Record<string, string>;
  /** Waits this long before the first byte of the answer. */
  delayMs?: number;
  /** Breaks the connection after this many bytes of the body. */
  cutAfterBytes?: number;
  /** Sends no more than this many bytes of the body, and keeps the connection until it is left. */
  stallAfterBytes?: number;
  /** Sends the whole file whatever part is asked for. */
  ignoresRanges?: boolean;
  /** Sends the part that is asked for also of a file that has changed. */
  ignoresIfRange?: boolean;
  /** For this many requests, then the file again; for all requests if absent. */
  times?: number;
}

export interface ServedRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** 0 until the answer has begun. */
  status: number;
  /** Bytes of the body handed to the connection so far. */
  bytes: number;
}

export interface FolderServer {
  url: string;
  /** Every request in order of arrival. */
  requests: ServedRequest[];
  /** Sets what a path such as `/model.gguf` answers; the last call for a path wins. */
  script(path: string, answer: ScriptedAnswer): void;
  close(): Promise<void>;
}

/** `port` 0, the default, takes a free one; `address` must be one of this machine. */
export interface FolderServerOptions {
  folder: string;
  address: string;
  port?: number;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  log: ServedRequest;
}

/**
 * Serves the files of a folder over HTTP as model hosts do: HEAD, one byte range, If-Range, ETag and
 * If-None-Match,
 * Content-Length. Paths can be scripted to fail. Everything is logged.
 */
export async function serveFolder(options: FolderServerOptions): Promise<FolderServer> {
  const { folder, address, port = 0 } = options;
  const requests: ServedRequest[] = [];
  const scripts = new Map<string, ScriptedAnswer>();
  const server = createServer((request, response) => {
    const log = logOf(request);
    requests.push(log);
    answer({ request, response, log }, folder, takeScript(scripts, log.path)).catch((error) =>
      response.destroy(error),
    );
  });
  server.listen(port, address);
  await once(server, 'listening');
  return {
    url: urlOf(server.address()),
    requests,
    script: (path, scripted) => void scripts.set(path, scripted),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function urlOf(bound: AddressInfo | string | null): string {
  if (bound === null || typeof bound === 'string') throw new Error('The server has no TCP address');
  const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return `http://${host}:${bound.port}`;
}

function logOf({ method = '', url = '/', headers }: IncomingMessage): ServedRequest {
  return { method, path: url.replace(/\?.*$/, ''), headers, status: 0, bytes: 0 };
}

function takeScript(scripts: Map<string, ScriptedAnswer>, path: string): ScriptedAnswer {
  const scripted = scripts.get(path) ?? {};
  if (scripted.times === undefined) return scripted;
  if (scripted.times === 0) return {};
  scripts.set(path, { ...scripted, times: scripted.times - 1 });
  return scripted;
}

async function answer(exchange: Exchange, folder: string, script: ScriptedAnswer): Promise<void> {
  if (script.delayMs !== undefined) await delayUnlessGone(script.delayMs, exchange.response);
  for (const [name, value] of Object.entries(script.headers ?? {})) {
    exchange.response.setHeader(name, value);
  }
  if (script.status !== undefined) return answerStatus(exchange, script.status);
  const { method } = exchange.log;
  if (method !== 'GET' && method !== 'HEAD') return answerStatus(exchange, 405);
  const path = join(folder, decodeURIComponent(exchange.log.path));
  const file = path.startsWith(join(folder, '/')) ? await fileAt(path) : undefined;
  if (file === undefined) return answerStatus(exchange, 404);
  await answerFile(exchange, file, script);
}

async function delayUnlessGone(milliseconds: number, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  await delay(milliseconds, undefined, { signal: gone.signal });
}

function answerStatus({ response, log }: Exchange, status: number): void {
  log.status = status;
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(log.method === 'HEAD' ? '' : `status ${status}\n`);
}

interface ServedFile {
  path: string;
  size: number;
  etag: string;
}

async function fileAt(path: string): Promise<ServedFile | undefined> {
  // Whatever the reason is that a file cannot be looked at, to a client it is not there.
  const stats = await stat(path).catch(() => undefined);
  if (!stats?.isFile()) return undefined;
  return { path, size: stats.size, etag: `"${stats.size.toString(16)}-${stats.mtimeMs}"` };
}

async function answerFile(
  { request, response, log }: Exchange,
  file: ServedFile,
  { cutAfterBytes, stallAfterBytes, ignoresRanges, ignoresIfRange = false }: ScriptedAnswer,
): Promise<void> {
  const range = ignoresRanges === true ? undefined : rangeOf(request, file, ignoresIfRange);
  response.setHeader('accept-ranges', 'bytes');
  if (!response.hasHeader('etag')) response.setHeader('etag', file.etag);
  if (request.headers['if-none-match'] === file.etag) {
    log.status = 304;
    return void response.writeHead(304).end();
  }
  if (range === 'unsatisfiable') {
    response.setHeader('content-range', `bytes */${file.size}`);
    return answerStatus({ request, response, log }, 416);
  }
  const { first, last } = range ?? { first: 0, last: file.size - 1 };
  if (range) response.setHeader('content-range', `bytes ${first}-${last}/${file.size}`);
  log.status = range ? 206 : 200;
  response.writeHead(log.status, {
    'content-type': 'application/octet-stream',
    'content-length': last - first + 1,
  });
  if (log.method === 'HEAD' || last < first) return void response.end();
  const most = cutAfterBytes ?? stallAfterBytes ?? Number.POSITIVE_INFINITY;
  const end = Math.min(last, first + most - 1);
  await sendBytes({ request, response, log }, file.path, { first, last: end });
  if (end === last) response.end();
  else if (cutAfterBytes !== undefined) response.destroy();
}

function rangeOf({ headers }: IncomingMessage, file: ServedFile, ignoresIfRange: boolean) {
  const condition = ignoresIfRange ? undefined : headers['if-range'];
  const changed = condition !== undefined && condition !== file.etag;
  return changed ? undefined : parseRange(headers.range, file.size);
}

async function sendBytes({ response, log }: Exchange, path: string, range: ByteRange) {
  if (range.last < range.first) return;
  for await (const bytes of createReadStream(path, { start: range.first, end: range.last })) {
    // A client that has gone is no error here; the log shows how far it got.
    const sent = await new Promise<boolean>((resolve) => {
      response.write(bytes, (error) => resolve(!error));
    });
    if (!sent) return;
    log.bytes += bytes.length;
  }
}
