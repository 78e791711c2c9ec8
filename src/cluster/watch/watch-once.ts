import type { KindRef, Manifest } from '../../core/manifest.ts';
import type { Call } from '../http/call.ts';
import type { Connection, HttpAnswer } from '../http/connection.ts';
import { openStream } from '../http/send-request.ts';
import { parseStatus, readStatus, type Status } from '../http/status.ts';
import { collectionPath } from '../kinds.ts';
import { readLines } from './read-lines.ts';
import { startWatchdog } from './watchdog.ts';

export interface WatchRequest {
  readonly kind: KindRef;
  readonly namespace: string;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly resourceVersion: string;
  readonly signal: AbortSignal;
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  readonly object: Manifest;
}

/** Why one watch is over. `kind: 'ended'` is how healthy watches end, every few minutes. */
export type WatchEnd =
  | { readonly kind: 'ended' }
  /** The server no longer knows this resourceVersion: list again. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'refused'; readonly status: number; readonly said: Status | undefined }
  | { readonly kind: 'broken'; readonly fact: string };

/**
 * Opens one watch, hands over its events as they arrive and says how it ended. It ends itself
 * when the server is silent for longer than bookmarks allow: the connection is dead then.
 */
export async function watchOnce(
  connection: Connection,
  request: WatchRequest,
  onEvent: (event: WatchEvent) => void,
): Promise<WatchEnd> {
  const watchdog = startWatchdog(connection.limits.watchSilence);
  const signal = AbortSignal.any([request.signal, watchdog.signal]);
  try {
    const exchange = await openStream(connection, describeWatch(connection, request, signal));
    if (exchange.kind === 'lost') return { kind: 'broken', fact: exchange.failure.fact };
    const { stream } = exchange.answer;
    if (stream === undefined) return refusal(exchange.answer);
    return await readEvents(watchdog.listen(stream), onEvent);
  } catch (thrown) {
    request.signal.throwIfAborted();
    if (thrown instanceof ConsumerError) throw thrown.cause;
    if (watchdog.signal.aborted) return { kind: 'broken', fact: 'the watch fell silent' };
    if (thrown instanceof BrokenStream) return { kind: 'broken', fact: 'the watch was cut' };
    throw thrown;
  } finally {
    watchdog.stop();
  }
}

// A fault of whoever listens must reach the command and not look like a broken stream.
class ConsumerError extends Error {}

// The stream itself failed: it was cut, or what arrived is not what a watch sends.
class BrokenStream extends Error {}

async function readEvents(
  chunks: AsyncIterable<Uint8Array>,
  onEvent: (event: WatchEvent) => void,
): Promise<WatchEnd> {
  for await (const event of parseEvents(chunks)) {
    if (isErrorEvent(event)) {
      const said = readStatus(event.object);
      return toEnd(said?.code ?? 500, said);
    }
    try {
      onEvent(event as WatchEvent);
    } catch (thrown) {
      throw new ConsumerError('An event could not be taken', { cause: thrown });
    }
  }
  return { kind: 'ended' };
}

async function* parseEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<unknown> {
  try {
    for await (const line of readLines(chunks)) yield JSON.parse(line);
  } catch (thrown) {
    throw new BrokenStream('The stream failed', { cause: thrown });
  }
}

function isErrorEvent(event: unknown): event is { readonly object: unknown } {
  return typeof event === 'object' && event !== null && 'type' in event && event.type === 'ERROR';
}

function refusal({ status, headers, body }: HttpAnswer): WatchEnd {
  const said = parseStatus(body);
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  if (said === undefined || !Number.isFinite(seconds)) return toEnd(status, said);
  return toEnd(status, { ...said, retryAfterSeconds: seconds });
}

function toEnd(status: number, said: Status | undefined): WatchEnd {
  return status === 410 ? { kind: 'expired' } : { kind: 'refused', status, said };
}

function describeWatch(
  { timing }: Connection,
  { kind, namespace, labelSelector, fieldSelector, resourceVersion }: WatchRequest,
  signal: AbortSignal,
): Call {
  return {
    what: `watch ${kind.kind} objects in namespace ${namespace}`,
    method: 'GET',
    path: collectionPath(kind, namespace),
    query: {
      watch: '1',
      allowWatchBookmarks: 'true',
      resourceVersion,
      // Spread out, so that thousands of clients do not come back in the same second.
      timeoutSeconds: String(300 + Math.floor(timing.random() * 300)),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    },
    signal,
  };
}
