import { LogPosition } from '../../core/log/log-position.ts';
import { nodeStamp, splitLog } from '../../core/log/split-log.ts';
import type { LogPiece, LogStream } from '../../core/target.ts';
import type { Call } from '../http/call.ts';
import { describeNetworkFailure } from '../http/network-failure.ts';
import { openStream } from '../http/send-request.ts';
import { toError } from '../http/to-error.ts';
import { objectPath } from '../kinds.ts';
import type { Place } from '../objects.ts';
import { Patience } from '../watch/patience.ts';
import { startWatchdog } from '../watch/watchdog.ts';
import { stateOfRun } from './run-state.ts';

/** Why one connection to a log is over. */
type End =
  /** The node has sent all that there is. */
  | { readonly kind: 'ended' }
  /** There is no such log. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'cut'; readonly error: Error };

/**
 * The log of one run of a container. A connection that is cut, or silent for long, is opened
 * again where it was, also to read what is left of a run that has ended meanwhile.
 */
export async function* streamLog(
  place: Place,
  stream: LogStream,
  inner: AbortSignal,
): AsyncGenerator<readonly LogPiece[]> {
  const signal = place.signal === undefined ? inner : AbortSignal.any([inner, place.signal]);
  const { timing, limits } = place.connection;
  const patience = new Patience(timing);
  const { position = new LogPosition() } = stream;
  let next: LogStream | undefined = stream;
  let progressedAt = timing.now();
  try {
    while (next !== undefined && !signal.aborted) {
      const openedAt = timing.now();
      const end: End = yield* readOnce({ ...place, signal }, next, position);
      if (position.hasMoved()) progressedAt = timing.now();
      const isPatient = stream.follow || timing.now() - progressedAt < limits.retries;
      if (end.kind === 'cut' && !isPatient) throw end.error;
      next = await nextStream({ ...place, signal }, next, end);
      if (next !== undefined) await patience.wait(timing.now() - openedAt, 0, signal);
    }
  } catch (thrown) {
    // Whoever gave the signal does not want to hear of what it broke.
    if (!signal.aborted) throw thrown;
  }
}

async function* readOnce(
  place: Place & { readonly signal: AbortSignal },
  stream: LogStream,
  position: LogPosition,
): AsyncGenerator<readonly LogPiece[], End> {
  const { connection } = place;
  const { limits, access } = connection;
  const watchdog = startWatchdog(stream.follow ? limits.watchSilence : limits.body);
  const signal = AbortSignal.any([place.signal, watchdog.signal]);
  const call = describeCall({ ...place, signal }, stream, position.since);
  try {
    const exchange = await openStream(connection, call);
    if (exchange.kind === 'lost') return { kind: 'cut', error: toError(access, call, exchange) };
    const { status, stream: bytes } = exchange.answer;
    // 400 is how a node says that the container has not started or has no such run.
    if (status === 400 || status === 404) return { kind: 'absent' };
    const isPassing = status === 429 || status >= 500;
    if (bytes === undefined && !isPassing) throw toError(access, call, exchange);
    if (bytes === undefined) return { kind: 'cut', error: toError(access, call, exchange) };
    position.restart();
    for await (const pieces of splitLog(watchdog.listen(bytes), nodeStamp)) {
      const fresh = position.take(pieces);
      if (fresh.length > 0) yield fresh;
    }
    return { kind: 'ended' };
  } catch (thrown) {
    place.signal.throwIfAborted();
    if (!isBroken(thrown, watchdog.signal)) throw thrown;
    const failure = describeNetworkFailure(thrown, connection.route);
    return { kind: 'cut', error: toError(access, call, { kind: 'lost', failure }) };
  } finally {
    watchdog.stop();
  }
}

// What undici throws while a body is read has a code; what we throw ourselves is final.
function isBroken(thrown: unknown, silence: AbortSignal): boolean {
  return (
    silence.aborted || (thrown instanceof Error && 'code' in thrown && !('exitCode' in thrown))
  );
}

async function nextStream(
  place: Place,
  stream: LogStream,
  end: End,
): Promise<LogStream | undefined> {
  if (end.kind === 'absent') return undefined;
  if (!stream.follow) return end.kind === 'cut' ? stream : undefined;
  const state = await stateOfRun(place, stream);
  if (state === 'running') return stream;
  if (end.kind === 'ended' || state === 'gone') return undefined;
  return { ...stream, previous: state === 'previous' };
}

function describeCall(
  { namespace, signal, connection }: Place,
  { pod, container, previous, follow, tailLines, sinceSeconds }: LogStream,
  since: string | undefined,
): Call {
  const start = {
    ...(tailLines === undefined ? {} : { tailLines: String(tailLines) }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds: String(sinceSeconds) }),
  };
  return {
    what: `read the log of container ${container} of Pod ${namespace}/${pod}`,
    method: 'GET',
    path: `${objectPath({ apiVersion: 'v1', kind: 'Pod', name: pod }, namespace)}/log`,
    query: {
      container,
      timestamps: 'true',
      ...(follow ? { follow: 'true' } : {}),
      ...(previous ? { previous: 'true' } : {}),
      ...(since === undefined ? start : { sinceTime: since }),
    },
    accept: '*/*',
    signal,
    // The first byte of a container that is silent comes when it speaks.
    headersLimit: connection.limits.watchSilence,
  };
}
