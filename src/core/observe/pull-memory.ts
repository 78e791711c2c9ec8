import { type PullMemory, pullReasons } from './container-findings.ts';
import { pullKey } from './findings.ts';
import {
  type ContainerStatus,
  containerOf,
  countOf,
  type EventObject,
  type PodObject,
} from './objects.ts';
import { statusesOf } from './pod-phase.ts';
import { saysWhy } from './pull-words.ts';

type Pulls = ReadonlyMap<string, PullMemory>;

/** What a pod's state adds to what is known of its pulls; `before` is the state before that. */
export function pullsAfterPod(pulls: Pulls, pod: PodObject, before: PodObject | undefined): Pulls {
  const waiting = statusesOf(pod).filter(({ state }) =>
    pullReasons.has(state?.waiting?.reason ?? ''),
  );
  if (waiting.length === 0) return pulls;
  const earlier = before === undefined ? [] : statusesOf(before);
  const entries = waiting.map((status) => {
    const key = pullKey(pod, status.name);
    const last = earlier.find(({ name }) => name === status.name);
    return [key, remember(pulls.get(key), status, last)] as const;
  });
  return new Map([...pulls, ...entries]);
}

// The state alternates between a failure and the pause after it, so a change into the failure is
// one more attempt.
function remember(
  known: PullMemory | undefined,
  status: ContainerStatus,
  last: ContainerStatus | undefined,
): PullMemory {
  const { reason, message = '' } = status.state?.waiting ?? {};
  const words = saysWhy(message) || known === undefined ? message : known.words;
  if (known === undefined) return { words, attempts: 1 };
  const isNew = reason === 'ErrImagePull' && last?.state?.waiting?.reason !== reason;
  return { words, attempts: known.attempts + (isNew ? 1 : 0) };
}

/** What an event adds: it names the failure and counts the attempts. */
export function pullsAfterEvent(pulls: Pulls, event: EventObject): Pulls {
  const { reason, note = '', regarding } = event;
  const container = containerOf(event);
  if (reason !== 'Failed' || !note.startsWith('Failed to pull image')) return pulls;
  if (container === undefined || regarding?.uid === undefined) return pulls;
  const key = `${regarding.uid}/${container}`;
  const attempts = Math.max(pulls.get(key)?.attempts ?? 0, countOf(event));
  return new Map([...pulls, [key, { words: note, attempts }]]);
}
