import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import {
  type DownloadFailureKind,
  failureOfNodeCode,
  failureOfStatus,
} from '../../core/download/failures.ts';
import { describeCause, redact } from '../../errors/describe-cause.ts';
import { askSource, type SourceReply } from './ask-source.ts';
import { CacheTrouble } from './cache-trouble.ts';
import type { Download } from './download.ts';
import { type Part, TooLong } from './part.ts';
import { watchSpeed } from './watch-speed.ts';

/** How one try ended. */
export type Try =
  /** All came that the source has; `from` is where the part was continued. */
  | { readonly kind: 'ended'; readonly from: number }
  /** What the source has now does not continue the part. */
  | { readonly kind: 'anew' }
  | {
      readonly kind: 'failed';
      readonly cause: DownloadFailureKind;
      readonly detail: string;
      readonly retryAfter: string;
    };

/** Asks once and takes what comes. Throws `CacheTrouble`, and when the download has to end. */
export async function tryOnce(download: Download): Promise<Try> {
  const { request, part, options } = download;
  const canContinue = part.etag !== undefined || request.sha256 !== undefined;
  const isTooLong = request.bytes !== undefined && part.bytes > request.bytes;
  if (part.bytes > 0 && (!canContinue || isTooLong)) await part.forget();
  if (part.bytes > 0 && part.bytes === request.bytes) return { kind: 'ended', from: part.bytes };
  if (request.sha256 !== undefined) await part.digest();
  const watch = watchSpeed(part, options);
  const signal = AbortSignal.any([download.signal, watch.signal]);
  try {
    const reply = await askSource(download, signal);
    if ('fact' in reply) return failed('SourceRefused', reply.fact);
    return await take(download, reply);
  } catch (thrown) {
    download.signal.throwIfAborted();
    if (thrown instanceof CacheTrouble) throw thrown;
    if (thrown instanceof TooLong) {
      return failed('SourceWrongLength', `more than ${request.bytes} bytes came`);
    }
    if (watch.signal.aborted) return failed('SourceUnreachable', watch.fact);
    return failed(failureOfNodeCode(codeOf(thrown)), describeCause(thrown));
  } finally {
    await watch.stop();
  }
}

async function take(download: Download, reply: SourceReply): Promise<Try> {
  const { request, part } = download;
  const { status, etag, total } = reply;
  if (status !== 200 && status !== 206 && (status !== 416 || part.bytes === 0)) {
    await leave(reply);
    return refused(reply, request.token);
  }
  download.total = request.bytes ?? total;
  if (request.bytes !== undefined && total !== undefined && total > request.bytes) {
    await leave(reply);
    const detail = `${total} bytes are announced where ${request.bytes} were expected`;
    return failed('SourceWrongLength', detail);
  }
  const from = status === 200 ? 0 : part.bytes;
  if (status !== 200 && !continues(reply, part)) {
    await leave(reply);
    return { kind: 'anew' };
  }
  const version = status === 200 ? { etag } : undefined;
  if (status === 416) await leave(reply);
  else await pour(reply.body, part.sink({ version, most: request.bytes }));
  return { kind: 'ended', from };
}

function continues({ status, etag, start, total }: SourceReply, part: Part): boolean {
  if (etag !== undefined && part.etag !== undefined && etag !== part.etag) return false;
  return (status === 206 ? start : total) === part.bytes;
}

// Unlike a pipeline, which drops what it holds when the connection breaks off.
async function pour(body: Readable, sink: Writable): Promise<void> {
  body.pipe(sink, { end: false });
  const [written, came] = await Promise.allSettled([
    finished(sink).catch((error: Error) => {
      body.destroy(error);
      throw error;
    }),
    finished(body).finally(() => sink.end()),
  ]);
  if (written.status === 'rejected') throw written.reason;
  if (came.status === 'rejected') throw came.reason;
}

async function leave({ body }: SourceReply): Promise<void> {
  await body.dump({ limit: 1024 });
}

function refused({ status, message, retryAfter }: SourceReply, token: string | undefined): Try {
  const said = token === undefined ? message : message.replaceAll(token, '[redacted]');
  const detail = said === '' ? `${status}` : `${status}, ${redact(said).slice(0, 200)}`;
  return { ...failed(failureOfStatus(status), detail), retryAfter };
}

function failed(cause: DownloadFailureKind, detail: string) {
  return { kind: 'failed', cause, detail, retryAfter: '' } as const;
}

// The code of an attempt on several addresses sits on the first of the joined errors.
function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  if (thrown instanceof AggregateError) return codeOf(thrown.errors[0]);
  return codeOf(thrown.cause);
}
