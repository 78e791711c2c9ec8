import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ifThere, inCache } from './cache-trouble.ts';
import type { FetchOptions } from './fetch-options.ts';
import type { Places } from './places.ts';

const pollMilliseconds = 1000;

/**
 * The lock of one file: a folder with the name of its holder and a number that grows while the
 * holder lives. The script of pods has the same one, so both can share a cache.
 */
export class DownloadLock {
  readonly #places: Places;
  readonly #options: FetchOptions;
  readonly #lost = new AbortController();
  readonly #ended = new AbortController();
  #ticking: Promise<void> = Promise.resolve();

  constructor(places: Places, options: FetchOptions) {
    this.#places = places;
    this.#options = options;
  }

  /** Aborts when somebody else took the lock over. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Waits for it, and takes it over from a holder that gives no sign of life. */
  async take(): Promise<void> {
    const { clock, signal, policy, holder, onLine } = this.#options;
    let seen: string | undefined;
    let since = clock.monotonic();
    let told = false;
    while (!(await this.#make())) {
      signal.throwIfAborted();
      const owner = await this.#owner();
      if (owner === holder) break;
      if (!told && owner !== '') onLine({ kind: 'waiting', holder: owner });
      told ||= owner !== '';
      const now = `${owner} ${await this.#read('beat')}`;
      if (now !== seen) since = clock.monotonic();
      seen = now;
      if (clock.monotonic() - since >= policy.lockStaleSeconds * 1000) {
        since = clock.monotonic();
        await this.#breakUp();
        continue;
      }
      await clock.sleep(pollMilliseconds, signal);
    }
    try {
      await inCache(() => this.#write('owner', holder));
    } catch (thrown) {
      await rm(this.#places.lock, { recursive: true, force: true });
      throw thrown;
    }
  }

  /** Shows from now on that the holder lives, and calls `onBeat` each time. */
  keepAlive(onBeat: () => void): void {
    this.#ticking = this.#tick(onBeat);
  }

  async isHeld(): Promise<boolean> {
    return (await this.#owner()) === this.#options.holder;
  }

  /** Gives it back, where it is still ours. */
  async release(): Promise<void> {
    this.#ended.abort();
    await this.#ticking;
    if (await this.isHeld()) await rm(this.#places.lock, { recursive: true, force: true });
  }

  async #make(): Promise<boolean> {
    return inCache(async () => {
      try {
        await mkdir(this.#places.lock, { mode: 0o700 });
        return true;
      } catch (thrown) {
        if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
        throw thrown;
      }
    });
  }

  // Of several that want it only one can move it away, and only under a name of its own.
  async #breakUp(): Promise<void> {
    const { lock } = this.#places;
    const away = `${lock}.${this.#options.holder}`;
    await inCache(async () => {
      await rm(away, { recursive: true, force: true });
      await ifThere(() => rename(lock, away));
      await rm(away, { recursive: true, force: true });
    });
  }

  async #tick(onBeat: () => void): Promise<void> {
    const { clock, policy } = this.#options;
    for (let beat = 1; ; beat += 1) {
      await clock.sleep(policy.progressSeconds * 1000, this.#ended.signal);
      if (this.#ended.signal.aborted) return;
      if (!(await this.isHeld())) return this.#lost.abort();
      // A full disk ends the download by itself; here it only takes the sign of life away.
      await this.#write('beat', String(beat)).catch(() => undefined);
      onBeat();
    }
  }

  #owner(): Promise<string> {
    return this.#read('owner');
  }

  async #read(name: string): Promise<string> {
    try {
      return (await readFile(path.join(this.#places.lock, name), 'utf8')).trim();
    } catch {
      // Whatever cannot be read is no sign of life.
      return '';
    }
  }

  #write(name: string, text: string): Promise<void> {
    return writeFile(path.join(this.#places.lock, name), `${text}\n`, { mode: 0o600 });
  }
}
