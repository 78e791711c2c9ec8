import type { Dispatcher } from 'undici';
import request from 'undici/lib/api/api-request.js';
import { astray, judgeRedirect, type LeadsAstray } from '../judge-redirect.ts';
import { singleHeader } from '../single-header.ts';
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
    const answer = await send(download, url, signal);
    const location = singleHeader(answer.headers, 'location');
    if (!redirects.has(answer.statusCode) || location === undefined) return read(answer);
    await answer.body.dump({ limit: 1024 });
    if (followed === download.options.policy.mostRedirects) {
      return astray(`it redirects more than ${followed} times`);
    }
    const next = judgeRedirect(url, location);
    if (next.kind === 'astray') return next;
    url = next.url;
  }
}

async function send({ request: asked, part, agent }: Download, url: URL, signal: AbortSignal) {
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
    },
    signal,
    // A source that sends too little for too long is left by the watch over its speed.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

function read({ statusCode, headers, body }: Dispatcher.ResponseData): SourceReply {
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
    message: (singleHeader(headers, 'x-error-message') ?? '').replaceAll(/\p{Cc}/gu, ''),
    body,
  };
}

function toNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
