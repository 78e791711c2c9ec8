import { emptyObservation, type Observation, reduce } from '../core/observe/reduce.ts';
import { type Standing, standingOf } from '../core/observe/standing.ts';
import { type Awaited, type Verdict, verdictOf } from '../core/observe/verdict.ts';
import type { Fact } from '../core/target.ts';
import { announcer } from './announce.ts';
import type { Ports } from './ports.ts';
import { watchDownloads } from './watch-downloads.ts';

/** Graces run out without a new fact, so the verdict is asked for at least this often. */
const tickMilliseconds = 1000;
/** Whoever watches a command that says nothing for long takes it for dead. */
const silenceMilliseconds = 60_000;

export interface Outcome {
  readonly verdict: Verdict;
  readonly standing: Standing;
}

export interface Waiting extends Awaited {
  /** Of the monotonic clock; infinite: never. */
  readonly deadline: number;
}

/**
 * Takes facts in until they add up to a verdict. `pending` comes back when the signal or the
 * deadline ended it. Holds no lock and writes nothing.
 */
export async function awaitVerdict(
  release: string,
  waiting: Waiting,
  ports: Pick<Ports, 'target' | 'clock' | 'emit' | 'signal'>,
): Promise<Outcome> {
  const { target, clock, signal } = ports;
  const done = new AbortController();
  const facts = target
    .facts(release, AbortSignal.any([signal, done.signal]))
    [Symbol.asyncIterator]();
  const heartbeat = createHeartbeat(ports);
  const announce = announcer(waiting, heartbeat.emit);
  const downloads = watchDownloads({ target, clock, emit: heartbeat.emit }, done.signal);
  let seen = emptyObservation;
  let next = facts.next();
  try {
    for (;;) {
      const now = clock.monotonic();
      const standing = standingOf(seen, waiting, now);
      const verdict = verdictOf(seen, waiting, now);
      const isOver = verdict.kind !== 'pending' || signal.aborted || now >= waiting.deadline;
      if (isOver) return { verdict, standing };
      heartbeat.beat(standing, now);
      const result = await orTick(next, { clock, signal: done.signal, until: waiting.deadline });
      if (result === 'tick') {
        announce({ seen, now: clock.monotonic() });
        continue;
      }
      if (result.done === true) return { verdict, standing };
      seen = reduce(seen, result.value, clock.monotonic());
      announce({ fact: result.value, seen, now: clock.monotonic() });
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

function createHeartbeat({ clock, emit }: Pick<Ports, 'clock' | 'emit'>) {
  const start = clock.monotonic();
  let last = start;
  return {
    emit: (event: Parameters<Ports['emit']>[0]) => {
      last = clock.monotonic();
      emit(event);
    },
    beat: ({ message }: Standing, now: number) => {
      if (now - last < silenceMilliseconds) return;
      last = now;
      emit({ type: 'stillWaiting', milliseconds: Math.round(now - start), message });
    },
  };
}

interface Tick {
  readonly clock: Ports['clock'];
  readonly signal: AbortSignal;
  readonly until: number;
}

async function orTick<T>(next: Promise<T>, { clock, signal, until }: Tick): Promise<T | 'tick'> {
  const cancel = new AbortController();
  const pause = Math.min(tickMilliseconds, Math.max(1, until - clock.monotonic()));
  const tick = clock
    .sleep(pause, AbortSignal.any([cancel.signal, signal]))
    .then(() => 'tick' as const);
  try {
    return await Promise.race([next, tick]);
  } finally {
    cancel.abort();
  }
}
