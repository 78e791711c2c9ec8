import type { Dispatcher } from 'undici';
import request from 'undici/lib/api/api-request.js';
import type Agent from 'undici/lib/dispatcher/agent.js';
import type { ByteRange } from '../core/gguf/metadata.ts';
import { judgeRedirect } from './judge-redirect.ts';
import { singleHeader } from './single-header.ts';

interface Asking {
  readonly url: string;
  readonly token: string | undefined;
  readonly range: ByteRange;
  readonly agent: Agent;
  readonly signal: AbortSignal;
}

const mostRedirects = 5;

/**
 * Fetches a part of a file, or what there is of it. The token is shown to the server of the URL
 * alone, and only where it says no without it. Rejects with one sentence about the server.
 */
export async function readRange(asking: Asking): Promise<Uint8Array> {
  const answer = await follow({ ...asking, token: undefined });
  const wantsLogin = answer.statusCode === 401 || answer.statusCode === 403;
  if (!wantsLogin || asking.token === undefined) return await partOf(answer, asking.range);
  await answer.body.dump({ limit: 1024 });
  return await partOf(await follow(asking), asking.range);
}

async function follow(asking: Asking): Promise<Reply> {
  let url = new URL(asking.url);
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const answer = await send(asking, url);
    const location = singleHeader(answer.headers, 'location');
    const { statusCode } = answer;
    if (statusCode < 300 || statusCode >= 400 || location === undefined) return answer;
    await answer.body.dump({ limit: 1024 });
    const next = judgeRedirect(url, location);
    if (next.kind === 'astray') throw new Error(next.fact);
    url = next.url;
  }
  throw new Error(`it redirects more than ${mostRedirects} times`);
}

async function send({ url: first, token, range, agent, signal }: Asking, url: URL) {
  const isOwnHost = url.origin === new URL(first).origin;
  return request.call(agent, {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: 'GET',
    headers: {
      'accept-encoding': 'identity',
      range: `bytes=${range.offset}-${range.offset + range.length - 1}`,
      ...(token === undefined || !isOwnHost ? {} : { authorization: `Bearer ${token}` }),
    },
    signal,
  });
}

type Reply = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

async function partOf(
  { statusCode, headers, body }: Reply,
  { offset, length }: ByteRange,
): Promise<Uint8Array> {
  const start = /^bytes (\d+)-/.exec(singleHeader(headers, 'content-range') ?? '')?.[1];
  // A server that ignores the range sends the file from its start.
  const isPart = statusCode === 206 ? Number(start) === offset : statusCode === 200 && offset === 0;
  if (isPart) return await firstBytes(body, length);
  await body.dump({ limit: 1024 });
  // The part begins behind the end of the file.
  if (statusCode === 416) return new Uint8Array();
  if (statusCode >= 400) throw new Error(`it answers ${statusCode}`);
  throw new Error('it sends no parts of files');
}

// A whole file is never fetched for its beginning: leaving the loop ends the connection.
async function firstBytes(body: Reply['body'], length: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > length) break;
  }
  return Buffer.concat(chunks).subarray(0, length);
}
