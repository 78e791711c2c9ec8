import { describeRef, type Manifest, type ObjectRef } from '../core/manifest.ts';
import type { Call } from './http/call.ts';
import type { Connection, HttpAnswer } from './http/connection.ts';
import { parseAnswer } from './http/parse-answer.ts';
import { expectAnswer } from './http/send-request.ts';
import { parseStatus } from './http/status.ts';
import { toError } from './http/to-error.ts';
import { isAddedKind, objectPath } from './kinds.ts';

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
  // Of a kind that the cluster lacks there is no object either.
  if (!isAddedKind(ref)) throwUnlessAbsent(connection, call, answer);
  return undefined;
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
  if (answer.status === 404 && !isAddedKind(ref)) {
    throwUnlessAbsent(place.connection, call, answer);
  }
  return answer;
}

// Any web server answers 404; only an API server says that an object is not there.
function throwUnlessAbsent({ access }: Connection, call: Call, answer: HttpAnswer): void {
  if (parseStatus(answer.body)?.reason === 'NotFound') return;
  throw toError(access, call, { kind: 'answered', answer });
}
