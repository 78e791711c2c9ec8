import { freeFor } from '../core/fit/free-for.ts';
import { formatBytes } from '../core/text/bytes.ts';
import type { Admission } from './worker-ports.ts';

/** The memory of the host, as far as the ledger asks for it. */
export interface HostMemory {
  readonly availableBytes: () => Promise<number>;
  /** What a process holds that no file stands behind. */
  readonly anonymousBytes: (pid: number) => Promise<number>;
}

interface Holding {
  readonly bytes: number;
  readonly pid: number | undefined;
}

/** Counts what the engines of this host need, so that two of them are never promised the same. */
export class MemoryLedger implements Admission {
  readonly #memory: HostMemory;
  readonly #holdings = new Map<string, Holding>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(memory: HostMemory) {
    this.#memory = memory;
  }

  // One after the other: who asks second must see what the first was given.
  admit(release: string, bytes: number, isEnforced: boolean): Promise<string | undefined> {
    const answer = this.#turn.then(async () => {
      const free = await this.freeFor(release);
      if (bytes > free && isEnforced) {
        return `it needs about ${formatBytes(bytes)} of memory, and ${formatBytes(free)} are free`;
      }
      this.#holdings.set(release, { bytes, pid: undefined });
      return undefined;
    });
    // Whoever asked is told; the next one has its turn all the same.
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  holds(release: string, pid: number, bytes = this.#holdings.get(release)?.bytes ?? 0): void {
    this.#holdings.set(release, { bytes, pid });
  }

  frees(release: string): void {
    this.#holdings.delete(release);
  }

  /** Bytes that are free for a release, beside what the others need. */
  async freeFor(release: string): Promise<number> {
    const others = [...this.#holdings].filter(([name]) => name !== release);
    const running = others.map(async ([, { bytes, pid }]) => ({
      estimatedBytes: bytes,
      anonymousBytes: pid === undefined ? 0 : await this.#memory.anonymousBytes(pid),
    }));
    // What runs of it now ends before it is started anew.
    const own = this.#holdings.get(release)?.pid;
    const returned = own === undefined ? 0 : await this.#memory.anonymousBytes(own);
    const available = (await this.#memory.availableBytes()) + returned;
    return freeFor(available, await Promise.all(running));
  }
}
