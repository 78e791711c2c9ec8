import type { Answer, Question } from '../../core/target.ts';
import type { Place } from '../objects.ts';
import { askThroughForward } from './ask-through-forward.ts';
import { askThroughProxy } from './ask-through-proxy.ts';
import { readKey } from './read-key.ts';

/**
 * One request to a release's endpoint. The API server's service proxy is asked first, which needs
 * one small permission. A port-forward into a pod stands in where the proxy is not permitted and
 * where the engine takes its key in `Authorization` alone, which the API server keeps for itself.
 * It goes first where a network policy lets only some reach the pods, since it begins inside.
 */
export async function askRelease(place: Place, question: Question): Promise<Answer> {
  const { keySecret, isGuarded } = question;
  const key = keySecret === undefined ? undefined : await readKey(place, keySecret);
  if (key?.kind === 'keyless') return key;
  const asked = { place, question, key: key?.value };
  if (isGuarded === true) {
    const inside = await askThroughForward(asked);
    return inside?.kind === 'answered' ? inside : await askThroughProxy(asked);
  }
  const answer = await askThroughProxy(asked);
  const lacked = lackOf(answer, asked.key);
  if (lacked === undefined) return answer;
  const inside = await askThroughForward(asked);
  if (inside?.kind === 'answered') return inside;
  if (inside?.kind !== 'forbidden') {
    if (answer.kind === 'forbidden') return answer;
    return { kind: 'unreached', message: `${lacked}, and no port-forward into a pod opens` };
  }
  // Where both are missing, the smaller permission is the one to ask for.
  const { suggestions } = answer.kind === 'forbidden' ? answer : inside;
  return { kind: 'forbidden', message: `${lacked}, and ${inside.message}`, suggestions };
}

// Why the proxy's answer is not the last word; nothing when it is.
function lackOf(answer: Answer, key: string | undefined): string | undefined {
  if (answer.kind === 'forbidden') return answer.message;
  if (key === undefined || answer.kind !== 'answered' || answer.status !== 401) return undefined;
  return 'it takes no key in `X-Api-Key`, all that the API server passes on';
}
