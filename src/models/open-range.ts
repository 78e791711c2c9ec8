import type { Dispatcher } from 'undici';
import request from 'undici/lib/api/api-request.js';
import type Agent from 'undici/lib/dispatcher/agent.js';
import type { ByteRange } from '../core/gguf/metadata.ts';
import { judgeRedirect } from './judge-redirect.ts';
import type { S3Login } from './s3-access.ts';
import { checkAnswer, signedHeaders } from './s3-login.ts';
import { S3Refused } from './s3-refusal.ts';
import { type Headers, singleHeader } from './single-header.ts';

export interface RangeQuestion {
  readonly url: string;
  readonly token: string | undefined;
  /** Of an object of S3, whose requests are signed; nobody follows where it redirects to. */
  readonly s3?: S3Login | undefined;
  readonly range: ByteRange;
  readonly agent: Agent;
  readonly signal: AbortSignal;
  /** Of what is known already; the same again is not sent. */
  readonly knownEtag?: string | undefined;
  /** How long nothing may come, before the answer and in it. */
  readonly idleMilliseconds?: number;
}

/** Part of a file as it arrives, or what there is of it. Who stops reading it ends the connection. */
export interface OpenRange {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Of the whole file, where the server tells. */
  readonly fileBytes: number | undefined;
  /** What the server names this state of the file. */
  readonly etag: string | undefined;
  /** It is what was known already, and nothing of it comes. */
  readonly isKnown: boolean;
}

const mostRedirects = 5;

/**
 * Asks for a part of a file. The token is shown to the server of the URL alone, and only where it
 * says no without it. Rejects with one sentence about the server.
 */
export async function openRange(question: RangeQuestion): Promise<OpenRange> {
  if (question.s3 !== undefined) return await openObject(question, question.s3);
  const answer = await follow({ ...question, token: undefined });
  const wantsLogin = answer.statusCode === 401 || answer.statusCode === 403;
  if (!wantsLogin || question.token === undefined) return await partOf(answer, question.range);
  await answer.body.dump({ limit: 1024 });
  return await partOf(await follow(question), question.range);
}

// Keys of another store are no reason not to read what anybody may.
async function openObject(question: RangeQuestion, login: S3Login): Promise<OpenRange> {
  try {
    return await askObject(question, login);
  } catch (error) {
    if (!(error instanceof S3Refused) || error.refusal.cause !== 'KeyUnknown') throw error;
    return await askObject(question, { ...login, keys: undefined }).catch(() => {
      // What it says to the keys tells more.
      throw error;
    });
  }
}

async function askObject(question: RangeQuestion, login: S3Login): Promise<OpenRange> {
  const url = new URL(question.url);
  const range = rangeHeader(question.range);
  const answer = await send(question, url, await signedHeaders({ url, headers: { range } }, login));
  await checkAnswer(answer, login);
  return await partOf(answer, question.range);
}

async function follow(question: RangeQuestion): Promise<Reply> {
  let url = new URL(question.url);
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const answer = await send(question, url);
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

async function send(
  question: RangeQuestion,
  url: URL,
  signed: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const { url: first, token, range, agent, signal, idleMilliseconds, knownEtag } = question;
  const isOwnHost = url.origin === new URL(first).origin;
  const patience =
    idleMilliseconds === undefined
      ? {}
      : { headersTimeout: idleMilliseconds, bodyTimeout: idleMilliseconds };
  return request.call(agent, {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: 'GET',
    headers: {
      'accept-encoding': 'identity',
      range: rangeHeader(range),
      ...(knownEtag === undefined ? {} : { 'if-none-match': knownEtag }),
      ...(token === undefined || !isOwnHost ? {} : { authorization: `Bearer ${token}` }),
      ...signed,
    },
    signal,
    ...patience,
  });
}

function rangeHeader({ offset, length }: ByteRange): string {
  return `bytes=${offset}-${offset + length - 1}`;
}

type Reply = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

async function partOf(
  { statusCode, headers, body }: Reply,
  { offset }: ByteRange,
): Promise<OpenRange> {
  const start = /^bytes (\d+)-/.exec(singleHeader(headers, 'content-range') ?? '')?.[1];
  // A server that ignores the range sends the file from its start.
  const isPart = statusCode === 206 ? Number(start) === offset : statusCode === 200 && offset === 0;
  const etag = singleHeader(headers, 'etag');
  const facts = { fileBytes: sizeIn(headers, statusCode), etag, isKnown: false };
  if (isPart) return { ...facts, chunks: body };
  await body.dump({ limit: 1024 });
  // The part begins behind the end of the file.
  if (statusCode === 416) return { ...facts, chunks: none() };
  if (statusCode === 304) return { ...facts, chunks: none(), isKnown: true };
  if (statusCode >= 400) throw new Error(`it answers ${statusCode}`);
  throw new Error('it sends no parts of files');
}

// A part of a file names the size of the whole behind a slash (RFC 9110, 14.4).
function sizeIn(headers: Headers, status: number): number | undefined {
  const range = singleHeader(headers, 'content-range');
  const text = status === 200 ? singleHeader(headers, 'content-length') : range?.split('/')[1];
  const bytes = Number(text === undefined || text === '' ? Number.NaN : text);
  return Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
}

async function* none(): AsyncGenerator<Uint8Array> {}
