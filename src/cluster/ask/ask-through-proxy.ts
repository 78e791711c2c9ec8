import type { Answer } from '../../core/target.ts';
import type { Call } from '../http/call.ts';
import type { HttpAnswer } from '../http/connection.ts';
import { sendRequest } from '../http/send-request.ts';
import { parseStatus, readDenial } from '../http/status.ts';
import { toError } from '../http/to-error.ts';
import { objectPath } from '../kinds.ts';
import type { Asked } from './asked.ts';
import { forbidden } from './forbidden.ts';
import { joinSignals } from './join-signals.ts';

// The first byte of a completion comes after the whole prompt was read, which a slow CPU takes
// minutes for. The asker's signal decides; this limit only catches a dead server.
const firstByteLimit = 600_000;

/**
 * One request to a release's Service through the API server. Everything that the engine or the
 * proxy answers is an answer, also 503 while no pod is ready; only a user who may not ask this
 * way and a cluster that cannot be reached are something else.
 */
export async function askThroughProxy(asked: Asked): Promise<Answer> {
  const { connection } = asked.place;
  const call = describeQuestion(asked);
  const exchange = await sendRequest(connection, call);
  if (exchange.kind === 'lost') throw toError(connection.access, call, exchange);
  const { status, body } = exchange.answer;
  const denial = readOwnDenial(exchange.answer);
  if (denial !== undefined) return forbidden(denial);
  if (parseStatus(body)?.reason === 'Unauthorized')
    throw toError(connection.access, call, exchange);
  return { kind: 'answered', status, body };
}

// The API server keeps the `Authorization` that it is sent for itself.
function describeQuestion({ place: { namespace, signal }, question, key }: Asked): Call {
  const service = { apiVersion: 'v1', kind: 'Service', name: `${question.release}:http` };
  const base = objectPath(service, namespace).replace('%3A', ':');
  return {
    what: `ask Service ${namespace}/${question.release}`,
    method: question.method,
    path: `${base}/proxy${question.path}`,
    ...(question.body === undefined ? {} : { body: question.body }),
    signal: joinSignals([question.signal, signal]),
    headersLimit: firstByteLimit,
    isRepeatable: question.isRepeatable ?? question.method === 'GET',
    retriesAnswers: false,
    ...(key === undefined ? {} : { apiKey: key }),
  };
}

// An engine's own 403 is an answer; only the API server speaks of users and permissions.
function readOwnDenial({ status, body }: HttpAnswer) {
  const parsed = status === 403 ? parseStatus(body) : undefined;
  return parsed === undefined ? undefined : readDenial(parsed);
}
