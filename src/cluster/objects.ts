import { describeRef, type Manifest, type ObjectRef, refOf } from '../core/manifest.ts';
import { fieldManager } from '../core/marks.ts';
import type { Comparison } from '../core/target.ts';
import type { ErrorCode } from '../errors/codes.ts';
import type { Call } from './http/call.ts';
import type { Connection, HttpAnswer } from './http/connection.ts';
import { parseAnswer } from './http/parse-answer.ts';
import { parseWarnings } from './http/parse-warnings.ts';
import { expectAnswer, sendRequest } from './http/send-request.ts';
import { parseStatus } from './http/status.ts';
import { toError } from './http/to-error.ts';
import { objectPath } from './kinds.ts';

/** Where objects are read and written: one namespace of one cluster. */
export interface Place {
  readonly connection: Connection;
  readonly namespace: string;
  readonly signal?: AbortSignal | undefined;
}

/** Resolves to nothing when there is no such object. */
export async function readObject(place: Place, ref: ObjectRef): Promise<Manifest | undefined> {
  const call: Call = {
    what: `read ${describeRef(ref, place.namespace)}`,
    method: 'GET',
    path: objectPath(ref, place.namespace),
    signal: place.signal,
  };
  const { connection } = place;
  const answer = await expectAnswer(connection, call, [404]);
  if (answer.status !== 404) return parseAnswer<Manifest>(connection.access, call, answer);
  throwUnlessAbsent(connection, call, answer);
  return undefined;
}

/**
 * Server-side apply of the whole intent for one object, never forced: a field that somebody else
 * owns is an error. `metadata.uid` in the manifest makes it an update of exactly that object.
 */
export async function applyObject(place: Place, manifest: Manifest): Promise<Manifest> {
  const call = describeApply(place, manifest);
  return parseAnswer<Manifest>(
    place.connection.access,
    call,
    await expectAnswer(place.connection, call),
  );
}

// Failures that say something about the cluster rather than about the one object.
const wholesale: readonly ErrorCode[] = [
  'CLUSTER_UNREACHABLE',
  'CLUSTER_FAULT',
  'UNAUTHENTICATED',
  'NAMESPACE_NOT_FOUND',
];

/** Reads the live object and lets the server work out the applied one, at the same time. */
export async function compareObject(place: Place, manifest: Manifest): Promise<Comparison> {
  const call = describeApply(place, manifest, { dryRun: 'All' });
  const [live, exchange] = await Promise.all([
    readObject(place, refOf(manifest)),
    sendRequest(place.connection, call),
  ]);
  if (exchange.kind === 'answered' && exchange.answer.status < 300) {
    const { answer } = exchange;
    const result = parseAnswer<Manifest>(place.connection.access, call, answer);
    const warnings = parseWarnings(answer.headers.warning);
    return { desired: manifest, live, verdict: { kind: 'accepted', result, warnings } };
  }
  const error = toError(place.connection.access, call, exchange);
  if (wholesale.includes(error.code)) throw error;
  return { desired: manifest, live, verdict: { kind: 'rejected', error } };
}

/** Deletes the object with this uid; dependents go in the background. */
export async function removeObject(
  place: Place,
  ref: ObjectRef,
  uid: string,
): Promise<'removed' | 'absent'> {
  const answer = await sendDelete(place, ref, { uid });
  return answer.status < 300 ? 'removed' : 'absent';
}

/** A DELETE under preconditions, where 404 and 409 are answers like any other. */
export async function sendDelete(
  place: Place,
  ref: ObjectRef,
  preconditions: Readonly<Record<string, string>>,
): Promise<HttpAnswer> {
  const call: Call = {
    what: `delete ${describeRef(ref, place.namespace)}`,
    method: 'DELETE',
    path: objectPath(ref, place.namespace),
    body: {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: 'Background',
      preconditions,
    },
    signal: place.signal,
  };
  const answer = await expectAnswer(place.connection, call, [404, 409]);
  if (answer.status === 404) throwUnlessAbsent(place.connection, call, answer);
  return answer;
}

// Any web server answers 404; only an API server says that an object is not there.
function throwUnlessAbsent({ access }: Connection, call: Call, answer: HttpAnswer): void {
  if (parseStatus(answer.body)?.reason === 'NotFound') return;
  throw toError(access, call, { kind: 'answered', answer });
}

function describeApply(place: Place, manifest: Manifest, query: { dryRun?: 'All' } = {}): Call {
  const ref = refOf(manifest);
  return {
    what: `apply ${describeRef(ref, place.namespace)}`,
    method: 'PATCH',
    path: objectPath(ref, place.namespace),
    query: { fieldManager, force: 'false', fieldValidation: 'Strict', ...query },
    body: manifest,
    contentType: 'application/apply-patch+yaml',
    signal: place.signal,
  };
}
