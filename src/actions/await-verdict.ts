import { type PodPhase, podPhase } from '../core/observe/pod-phase.ts';
import { emptyObservation, type Observation, reduce } from '../core/observe/reduce.ts';
import { type Awaited, type Verdict, verdictOf } from '../core/observe/verdict.ts';
import type { Fact } from '../core/target.ts';
import type { Ports } from './ports.ts';
import { watchDownloads } from './watch-downloads.ts';

/** Graces run out without a new fact, so the verdict is asked for at least this often. */
const tickMilliseconds = 1000;

/**
 * Takes facts in until they add up to a verdict. `pending` comes back when the signal or the
 * deadline (of the monotonic clock) ended it. Holds no lock and writes nothing.
 */
export async function awaitVerdict(
  release: string,
  awaited: Awaited & { readonly deadline: number },
  { target, clock, emit, signal }: Pick<Ports, 'target' | 'clock' | 'emit' | 'signal'>,
): Promise<Verdict> {
  const done = new AbortController();
  const facts = target
    .facts(release, AbortSignal.any([signal, done.signal]))
    [Symbol.asyncIterator]();
  const announce = phaseAnnouncer(emit);
  const downloads = watchDownloads({ target, clock, emit }, done.signal);
  let seen = emptyObservation;
  let next = facts.next();
  try {
    for (;;) {
      const now = clock.monotonic();
      const verdict = verdictOf(seen, awaited, now);
      if (verdict.kind !== 'pending' || signal.aborted || now >= awaited.deadline) return verdict;
      const result = await orTick(next, clock, done.signal);
      if (result === 'tick') continue;
      if (result.done === true) return verdict;
      seen = reduce(seen, result.value, clock.monotonic());
      announce(result.value);
      downloads.see(result.value);
      next = facts.next();
    }
  } finally {
    done.abort();
    // The pending read ends with the abort; what it still says is of no interest.
    await Promise.allSettled([next, facts.return?.(), downloads.ended()]);
  }
}

/** The verdict that what was read before a watch already allows. */
export function verdictFromObjects(objects: readonly Fact[], awaited: Awaited): Verdict {
  const seen = objects.reduce<Observation>((all, fact) => reduce(all, fact, 0), emptyObservation);
  return verdictOf(seen, awaited, 0);
}

async function orTick<T>(
  next: Promise<T>,
  clock: Ports['clock'],
  signal: AbortSignal,
): Promise<T | 'tick'> {
  const cancel = new AbortController();
  const tick = clock
    .sleep(tickMilliseconds, AbortSignal.any([cancel.signal, signal]))
    .then(() => 'tick' as const);
  try {
    return await Promise.race([next, tick]);
  } finally {
    cancel.abort();
  }
}

// Says each phase once, when it begins.
function phaseAnnouncer(emit: Ports['emit']): (fact: Fact) => void {
  const said = new Map<string, string>();
  return (fact) => {
    if (fact.kind === 'missing')
      emit({ type: 'warning', message: `cannot see ${fact.of}: ${fact.why}` });
    if ((fact.kind !== 'present' && fact.kind !== 'gone') || fact.object.kind !== 'Pod') return;
    const pod = fact.object.metadata.name;
    const { phase, reason }: PodPhase | { phase: 'Gone'; reason: string } =
      fact.kind === 'gone' ? { phase: 'Gone', reason: '' } : podPhase(fact.object);
    const text = `${phase} ${reason}`;
    if (said.get(pod) === text) return;
    said.set(pod, text);
    emit({ type: 'podPhaseChanged', pod, phase, reason });
  };
}
