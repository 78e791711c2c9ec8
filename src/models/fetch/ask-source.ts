import type { Dispatcher } from 'undici';
import request from 'undici/lib/api/api-request.js';
import { isRegion } from '../../core/source/s3-place.ts';
import { astray, judgeRedirect, type LeadsAstray } from '../judge-redirect.ts';
import { s3Keys } from '../s3-access.ts';
import { signedHeaders } from '../s3-login.ts';
import { type Headers, singleHeader } from '../single-header.ts';
import type { Download } from './download.ts';

export interface SourceReply {
  readonly status: number;
  /** Strong ones only: a weak one does not tell whether two parts fit together. */
  readonly etag: string | undefined;
  /** Of the whole file, where it is told. */
  readonly total: number | undefined;
  /** Where a part begins. */
  readonly start: number | undefined;
  readonly retryAfter: string;
  /** What a hub says besides the status. */
  readonly message: string;
  readonly body: Dispatcher.ResponseData['body'];
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Asks for the file from a byte on, and follows the source to where it keeps it. */
export async function askSource(
  download: Download,
  signal: AbortSignal,
): Promise<SourceReply | LeadsAstray> {
  let url = new URL(download.request.url);
  for (let followed = 0; ; followed += 1) {
    const answer = await sendAsMay(download, url, signal);
    const location = singleHeader(answer.headers, 'location');
    if (!redirects.has(answer.statusCode) || location === undefined)
      return read(answer, download.request.region);
    await answer.body.dump({ limit: 1024 });
    if (download.request.region !== undefined) {
      return astray('it redirects, and a signed request goes to no other server');
    }
    if (followed === download.options.policy.mostRedirects) {
      return astray(`it redirects more than ${followed} times`);
    }
    const next = judgeRedirect(url, location);
    if (next.kind === 'astray') return next;
    url = next.url;
  }
}

// Keys of another store are no reason not to fetch what anybody may.
async function sendAsMay(download: Download, url: URL, signal: AbortSignal) {
  const signature = await signatureOf(download, url);
  const answer = await send(download, { url, signature }, signal);
  if (answer.statusCode !== 403 || signature.authorization === undefined) return answer;
  const other = await send(download, { url, signature: {} }, signal);
  const isGiven = other.statusCode === 200 || other.statusCode === 206;
  await (isGiven ? answer : other).body.dump({ limit: 1024 });
  return isGiven ? other : answer;
}

interface Ask {
  readonly url: URL;
  readonly signature: Readonly<Record<string, string>>;
}

async function send(download: Download, { url, signature }: Ask, signal: AbortSignal) {
  const { request: asked, part, agent } = download;
  const isOwnHost = url.origin === new URL(asked.url).origin;
  return request.call(agent, {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: 'GET',
    headers: {
      'accept-encoding': 'identity',
      ...(part.bytes === 0 ? {} : { range: `bytes=${part.bytes}-` }),
      ...(part.bytes === 0 || part.etag === undefined ? {} : { 'if-range': part.etag }),
      ...(asked.token === undefined || !isOwnHost
        ? {}
        : { authorization: `Bearer ${asked.token}` }),
      ...signature,
    },
    signal,
    // A source that sends too little for too long is left by the watch over its speed.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

// Each try has a signature of its own: they end after some minutes.
async function signatureOf(
  { request: { region }, options }: Download,
  url: URL,
): Promise<Ask['signature']> {
  if (region === undefined) return {};
  return await signedHeaders({ url, headers: {} }, { region, keys: s3Keys(options.environment) });
}

function read(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  region: string | undefined,
): SourceReply {
  const etag = singleHeader(headers, 'etag');
  const range = singleHeader(headers, 'content-range');
  const length = singleHeader(headers, 'content-length');
  const [, start, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(range ?? '') ?? [];
  return {
    status: statusCode,
    etag: etag === undefined || etag === '' || etag.startsWith('W/') ? undefined : etag,
    total: toNumber(range === undefined && statusCode !== 206 ? length : total),
    start: toNumber(start),
    retryAfter: singleHeader(headers, 'retry-after') ?? '',
    message: messageIn(headers, region),
    body,
  };
}

function messageIn(headers: Headers, region: string | undefined): string {
  const real = singleHeader(headers, 'x-amz-bucket-region');
  // Stores say it beside a no.
  if (region !== undefined && real !== undefined && real !== region && isRegion(real)) {
    return `the bucket is in the region ${real}`;
  }
  return (singleHeader(headers, 'x-error-message') ?? '').replaceAll(/\p{Cc}/gu, '');
}

function toNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
