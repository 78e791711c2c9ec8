import type { StoredRecord } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { interruption } from './interruption.ts';
import type { Ports } from './ports.ts';

/** Longer than the staleness, so that a holder that died never needs a hand. */
const patienceMilliseconds = 150_000;
/** A living holder is done sooner: what it waits for gives up before. */
const staleMilliseconds = 120_000;
const pollMilliseconds = 2000;

/**
 * Waits while another llmkube changes the release, and gives back the record to go on from. A
 * holder is dead when it ran on this machine and is gone, or when the record has not moved for
 * the whole staleness on our own clock; clocks of two machines are never compared.
 */
export async function awaitLock(
  release: string,
  ports: Ports,
  patience = patienceMilliseconds,
): Promise<StoredRecord | undefined> {
  const { target, clock, emit, signal, self } = ports;
  const start = clock.monotonic();
  let seen = await target.readRecord(release);
  let since = start;
  let announced = false;
  while (seen?.record.state.pending !== undefined) {
    const { holder, process } = seen.record.state.pending;
    const now = clock.monotonic();
    if (holder === self.user && !self.isAlive(process)) return seen;
    if (now - since >= staleMilliseconds) return seen;
    if (now - start >= Math.min(patience, patienceMilliseconds))
      throw locked(release, `${holder} (process ${process})`);
    if (signal.aborted) {
      throw interruption(signal, `change release \`${release}\``, {
        fact: 'nothing was changed',
        suggestions: [],
      });
    }
    if (!announced) emit({ type: 'lockAwaited', holder: `${holder} (process ${process})` });
    announced = true;
    await clock.sleep(pollMilliseconds, signal);
    const next = await target.readRecord(release);
    if (next?.version !== seen.version) since = clock.monotonic();
    seen = next;
  }
  return seen;
}

function locked(release: string, holder: string): LlmkubeError {
  return new LlmkubeError(
    'RELEASE_LOCKED',
    `Cannot change release \`${release}\`: ${holder} is changing it`,
    { facts: { release, holder } },
  );
}
