import type { Keyless, KeyReference } from '../../core/target.ts';
import type { Call } from '../http/call.ts';
import { grantCommands } from '../http/grant-commands.ts';
import { parseAnswer } from '../http/parse-answer.ts';
import { sendRequest } from '../http/send-request.ts';
import { parseStatus, readDenial } from '../http/status.ts';
import { toError } from '../http/to-error.ts';
import { objectPath } from '../kinds.ts';
import type { Place } from '../objects.ts';

export type KeyAnswer = { readonly kind: 'key'; readonly value: string } | Keyless;

// A proof may ask many times; whoever asks holds the reference as long as it does.
const known = new WeakMap<KeyReference, Promise<KeyAnswer>>();

/** The API key of a release, read once for each that asks. It goes into a header and nowhere else. */
export function readKey(place: Place, reference: KeyReference): Promise<KeyAnswer> {
  const before = known.get(reference);
  if (before !== undefined) return before;
  const reading = lookUp(place, reference);
  known.set(reference, reading);
  // What was in the way may be gone when it is asked for again.
  reading.catch(() => known.delete(reference));
  return reading;
}

async function lookUp(place: Place, { name, key }: KeyReference): Promise<KeyAnswer> {
  const { connection, namespace } = place;
  const secret = `Secret ${namespace}/${name}`;
  const call: Call = {
    what: `read ${secret}`,
    method: 'GET',
    path: objectPath({ apiVersion: 'v1', kind: 'Secret', name }, namespace),
    signal: place.signal,
  };
  const exchange = await sendRequest(connection, call);
  if (exchange.kind === 'lost') throw toError(connection.access, call, exchange);
  const { answer } = exchange;
  const status = answer.status < 300 ? undefined : parseStatus(answer.body);
  const denial = status === undefined ? undefined : readDenial(status);
  if (denial !== undefined) {
    const { user, verb, resource } = denial;
    const message = `it asks for an API key, and user \`${user}\` may not \`${verb}\` \`${resource}\` in namespace \`${namespace}\``;
    return { kind: 'keyless', code: 'FORBIDDEN', message, suggestions: grantCommands(denial) };
  }
  const show = [`kubectl -n ${namespace} describe secret ${name}`];
  const keyless = (fact: string): Keyless => {
    const message = `it asks for an API key, and ${secret} ${fact}`;
    return { kind: 'keyless', code: 'REFERENCE_NOT_FOUND', message, suggestions: show };
  };
  if (status?.reason === 'NotFound') return keyless('does not exist');
  if (answer.status >= 300) throw toError(connection.access, call, exchange);
  const { data } = parseAnswer<{ readonly data?: object }>(connection.access, call, answer);
  return keyIn(Reflect.get(Object(data), key)) ?? keyless(`has no key in \`${key}\` to ask with`);
}

// Several keys may stand there, separated by commas; a header takes no line break.
function keyIn(encoded: unknown): KeyAnswer | undefined {
  if (typeof encoded !== 'string') return undefined;
  const [value = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(',');
  return /^[\x21-\x7e]+$/.test(value) ? { kind: 'key', value } : undefined;
}
