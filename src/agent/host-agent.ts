import type { DesiredSource } from '../core/agent-protocol/desired-source.ts';
import type { Manifest } from '../core/manifest.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { releasesWithState } from '../host/releases-with-state.ts';
import type { EngineClock, Say } from './process/engine-world.ts';
import { ReleaseWorker } from './release-worker.ts';
import type { WorkerPorts } from './worker-ports.ts';

export interface HostAgentOptions {
  readonly source: DesiredSource;
  readonly workers: WorkerPorts;
  readonly clock: EngineClock;
  readonly say: Say;
  /** Without a release for so long the agent ends. */
  readonly idleMilliseconds: number;
}

/** One release that the listener can pass requests to. */
export interface ServedRelease {
  readonly release: string;
  readonly model: string;
  readonly isReady: boolean;
}

/** An engine that hangs must not keep others waiting. */
const lookMilliseconds = 1_000;

interface Running {
  readonly worker: ReleaseWorker;
  readonly done: Promise<void>;
}

/** Has one worker for each release that is wanted, or that is still going. */
export class HostAgent {
  readonly #options: HostAgentOptions;
  readonly #running = new Map<string, Running>();
  #syncing: Promise<void> = Promise.resolve();
  #isEnding = false;
  readonly #failed: Promise<never>;
  #fail: (error: unknown) => void = () => undefined;

  constructor(options: HostAgentOptions) {
    this.#options = options;
    this.#failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // Told by `follow`, which may begin after it.
    this.#failed.catch(() => undefined);
  }

  get count(): number {
    return this.#running.size;
  }

  served(): readonly ServedRelease[] {
    return [...this.#running].flatMap(([release, { worker }]) => {
      const backend = worker.backend;
      return backend === undefined ? [] : [{ release, ...backend }];
    });
  }

  /**
   * Begins: takes what is wanted in. From here on all that runs is there for whoever looks, and
   * most of it is served.
   */
  async begin(): Promise<void> {
    await this.sync();
    const over = new AbortController();
    const looked = Promise.all([...this.#running.values()].map(({ worker }) => worker.looked));
    const limit = this.#options.clock.sleep(lookMilliseconds, over.signal);
    await Promise.race([looked, limit]);
    over.abort();
  }

  /** Reads what is wanted and tells the workers; one reading after the other. */
  sync(): Promise<void> {
    const reading = this.#syncing.then(() => this.#readOnce());
    // One that fails is its asker's; the next one reads again.
    this.#syncing = reading.catch(() => undefined);
    return reading;
  }

  /** Follows what is wanted until the signal aborts, or nothing has been wanted for long. */
  async follow(signal: AbortSignal): Promise<'idle' | 'aborted'> {
    const over = new AbortController();
    const both = AbortSignal.any([signal, over.signal]);
    try {
      const following = this.#followChanges(both).then(() => 'aborted' as const);
      return await Promise.race([this.#failed, following, this.#untilIdle(both)]);
    } finally {
      over.abort();
    }
  }

  /** Ends every engine and waits until none is left; what is wanted stays written down. */
  async stop(): Promise<void> {
    this.#isEnding = true;
    await this.#syncing;
    for (const { worker } of this.#running.values()) worker.end();
    await this.#allDone();
  }

  /** Leaves every engine as it is and ends the supervision. */
  async letGo(): Promise<void> {
    this.#isEnding = true;
    await this.#syncing;
    for (const { worker } of this.#running.values()) worker.letGo();
    await this.#allDone();
  }

  async #allDone(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  async #followChanges(signal: AbortSignal): Promise<void> {
    for await (const _ of this.#options.source.changes(signal)) await this.sync();
  }

  async #untilIdle(signal: AbortSignal): Promise<'idle' | 'aborted'> {
    const { clock, idleMilliseconds } = this.#options;
    const look = Math.min(30_000, idleMilliseconds);
    let idleSince = clock.monotonic();
    while (!signal.aborted) {
      await clock.sleep(look, signal);
      if (this.#running.size > 0) idleSince = clock.monotonic();
      else if (clock.monotonic() - idleSince >= idleMilliseconds) return 'idle';
    }
    return 'aborted';
  }

  async #readOnce(): Promise<void> {
    if (this.#isEnding) return;
    const wanted = await this.#readWanted();
    if (wanted === undefined) return;
    for (const [release, { worker }] of this.#running) worker.want(wanted.get(release));
    for (const [release, manifest] of wanted) {
      if (!this.#running.has(release)) this.#startWorker(release, manifest);
    }
    // What an agent before this one has left of releases that nobody wants any more is ended.
    for (const release of releasesWithState(this.#options.workers.places.engines)) {
      if (!this.#running.has(release)) this.#startWorker(release, undefined);
    }
  }

  // What runs goes on when what is wanted cannot be read: an error never implies absence.
  async #readWanted(): Promise<ReadonlyMap<string, Manifest> | undefined> {
    try {
      const manifests = await this.#options.source.list();
      return new Map(manifests.map((manifest) => [manifest.metadata.name, manifest]));
    } catch (error) {
      if (!(error instanceof LlmkubeError)) throw error;
      this.#options.say('what is wanted cannot be read', { cause: error.message });
      return undefined;
    }
  }

  #startWorker(release: string, manifest: Manifest | undefined): void {
    const worker = new ReleaseWorker(release, this.#options.workers);
    worker.want(manifest);
    const done = worker
      .run()
      .then(async () => {
        this.#running.delete(release);
        // It may have been asked for again while it went.
        if (!this.#isEnding) await this.sync();
      })
      .catch((error: unknown) => this.#fail(error));
    this.#running.set(release, { worker, done });
  }
}
