import { rmSync } from 'node:fs';
import { backOffAfter } from '../core/agent-protocol/back-off.ts';
import { type Goal, goalOf } from '../core/agent-protocol/goal.ts';
import type { Launch } from '../core/agent-protocol/launch.ts';
import type { Manifest } from '../core/manifest.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { untilAborted } from '../host/until-aborted.ts';
import { crashedRun } from './crashed-run.ts';
import { EngineKeeper } from './engine-keeper.ts';
import { LivePod } from './live-pod.ts';
import { type EngineState, readEngineState, removeEngineState } from './process/engine-state.ts';
import { fetchForPod } from './weights-of-pod.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** Requests that are under way when an engine is to go get so long. */
const drainMilliseconds = 30_000;

/**
 * Brings about what is wanted of one release and keeps it so: at most one engine, in the newest
 * way. Level-triggered: it looks at what is wanted now, whatever came before.
 */
export class ReleaseWorker {
  /** Resolves when it is known whether an agent before this one has left an engine. */
  readonly looked: Promise<void>;
  #tellLooked: () => void = () => undefined;
  readonly #release: string;
  readonly #ports: WorkerPorts;
  readonly #keeper: EngineKeeper;
  #desired: Manifest | undefined;
  #goal: Goal = { kind: 'absent' };
  #pod: LivePod | undefined;
  /** What its engine serves; what is wanted may be unreadable since. */
  #model: string | undefined;
  /** Times in a row that something failed which should not. */
  #faults = 0;
  /** Times in a row that the weights could not be had. */
  #failures = 0;
  /** Aborts when the goal is another one, or when the worker is to let go. */
  #change = new AbortController();
  #hasLetGo = false;
  #isEnding = false;

  constructor(release: string, ports: WorkerPorts) {
    this.#release = release;
    this.#ports = ports;
    this.#keeper = new EngineKeeper(release, ports);
    this.looked = new Promise((resolve) => {
      this.#tellLooked = resolve;
    });
  }

  /** Takes in what is wanted now; nothing: the release is to go. */
  want(desired: Manifest | undefined): void {
    if (this.#isEnding) return;
    const goal = goalOf(desired);
    const isSame = JSON.stringify(goal) === JSON.stringify(this.#goal);
    this.#desired = desired;
    this.#goal = goal;
    if (goal.kind !== 'unreadable') this.#model = launchOf(goal)?.modelId;
    this.#publish();
    if (isSame) return;
    if (goal.kind === 'unreadable') {
      const cause = goal.why;
      this.#ports.engines.say('what is wanted cannot be read', { release: this.#release, cause });
    }
    this.#wake();
  }

  /** Ends the supervision and leaves the engine alone, for the agent that comes after. */
  letGo(): void {
    this.#hasLetGo = true;
    this.#wake();
  }

  /** Ends the engine, whatever is wanted, and then the work. */
  end(): void {
    this.#isEnding = true;
    this.#goal = { kind: 'stopped' };
    this.#wake();
  }

  get backend(): { readonly isReady: boolean; readonly model: string } | undefined {
    if (this.#model === undefined || this.#pod === undefined) return undefined;
    const { view } = this.#pod;
    const isReady = view.server.isReady && view.deletedAt === undefined;
    return { isReady, model: this.#model };
  }

  /** Works until the release has gone, or was let go. What fails is tried again. */
  async run(): Promise<void> {
    let hasRecovered = false;
    while (!this.#hasLetGo) {
      this.#change = new AbortController();
      const { signal } = this.#change;
      try {
        if (hasRecovered) {
          if ((await this.#step(signal)) === 'done') return;
        } else await this.#recover();
        hasRecovered = true;
        this.#tellLooked();
        this.#faults = 0;
      } catch (error) {
        this.#tellLooked();
        await this.#afterFault(error, signal);
      }
    }
  }

  async #step(signal: AbortSignal): Promise<'done' | undefined> {
    const goal = this.#goal;
    if (this.#pod !== undefined && !isOf(this.#pod, goal)) await this.#endPod();
    else if (this.#isEnding) return 'done';
    else if (goal.kind === 'absent') {
      this.#forget();
      return 'done';
    } else if (goal.kind === 'running') await this.#runPod(goal, signal);
    else await untilAborted(signal);
    return undefined;
  }

  // A fault of one release, such as a folder that cannot be written, is no reason to leave the
  // others alone; who reads the pod is told.
  async #afterFault(error: unknown, signal: AbortSignal): Promise<void> {
    const { say, clock } = this.#ports.engines;
    const cause = describeCause(error);
    this.#faults += 1;
    say('a release cannot be looked after', { release: this.#release, cause });
    if (!this.#keeper.isRunning) {
      this.#pod?.waits('server', { reason: 'CreateContainerError', message: cause });
    }
    await clock.sleep(backOffAfter(this.#faults, 0).pauseMilliseconds, signal);
  }

  // What an agent before this one has left: taken over when it is as wanted, else ended. Until then
  // it is there for whoever looks: who deletes must not be told that it is gone.
  async #recover(): Promise<void> {
    const { places, engines } = this.#ports;
    const state = readEngineState(places.engines, this.#release, engines.say);
    const goal = this.#goal;
    const plan = goal.kind === 'unreadable' ? (state?.plan ?? '') : planOf(goal);
    const onFound = (): void => this.#show(this.#podLeftOf(state));
    const hasCrashed = goal.kind === 'running' && goal.plan === state?.plan && state.crashes > 0;
    if (hasCrashed) onFound();
    const found = await this.#keeper.recover(
      { plan, healthPath: launchOf(goal)?.healthPath ?? '/health', onFound },
      state,
    );
    if (found === undefined || this.#pod === undefined) {
      if (!hasCrashed) return this.#show(undefined);
      // It goes on to be that pod, with its restarts and the last words of its engine.
      const ended = await crashedRun(state, places.logsOf(this.#release));
      if (ended !== undefined) this.#pod?.ends('server', ended);
      return;
    }
    const memory = goal.kind === 'running' ? goal.memory.bytes : undefined;
    this.#keeper.takeOver(found, this.#pod, memory);
  }

  #podLeftOf(state: EngineState | undefined): LivePod {
    const { pod = this.#nameOf(''), plan = '', restarts = 0, model } = state ?? {};
    if (this.#goal.kind === 'unreadable') this.#model = model;
    const left = this.#makePod(pod, plan);
    left.recall(restarts);
    return left;
  }

  async #runPod(goal: Goal & { kind: 'running' }, signal: AbortSignal): Promise<void> {
    const { engines } = this.#ports;
    this.#pod ??= this.#makePod(this.#nameOf(goal.plan), goal.plan);
    const pod = this.#pod;
    if (this.#keeper.isRunning) return await this.#keeper.watch(goal.launch, pod, signal);
    const weights = await fetchForPod(goal.launch, pod, { ports: this.#ports, signal });
    if (signal.aborted) return;
    this.#failures = weights === undefined ? this.#failures + 1 : 0;
    if (weights === undefined) {
      const { pauseMilliseconds } = backOffAfter(this.#failures, 0);
      return await engines.clock.sleep(pauseMilliseconds, signal);
    }
    await this.#keeper.start({ ...goal, weights }, pod, signal);
  }

  async #endPod(): Promise<void> {
    const pod = this.#pod;
    if (pod === undefined) return;
    const { traffic, engines } = this.#ports;
    pod.goes(new Date(engines.clock.now()).toISOString());
    const patience = new AbortController();
    const idle = traffic.whenIdle(this.#release, patience.signal);
    const limit = engines.clock.sleep(drainMilliseconds, patience.signal);
    await Promise.race([idle, limit]);
    patience.abort();
    await Promise.all([idle, limit]);
    await this.#keeper.stop();
    this.#show(undefined);
  }

  // As in a cluster nothing of a release outlives it; its weights are everybody's. By the state the
  // next agent finds what is left to do should this one end half-way, so it goes last.
  #forget(): void {
    const { places } = this.#ports;
    rmSync(places.socketOf(this.#release), { force: true });
    rmSync(places.logsOf(this.#release), { recursive: true, force: true });
    removeEngineState(places.engines, this.#release);
    this.#publish();
  }

  #makePod(name: string, plan: string): LivePod {
    const { engines, node } = this.#ports;
    const createdAt = new Date(engines.clock.now()).toISOString();
    const identity = { release: this.#release, name, uid: name, node, createdAt };
    const pod = new LivePod(identity, plan, () => {
      if (this.#pod === pod) this.#publish();
    });
    return pod;
  }

  #nameOf(plan: string): string {
    return `${this.#release}-${plan.slice(0, 8)}-${this.#ports.randomSuffix()}`;
  }

  #show(pod: LivePod | undefined): void {
    this.#pod = pod;
    this.#publish();
  }

  #publish(): void {
    this.#ports.world.publish(this.#release, { desired: this.#desired, pod: this.#pod?.view });
  }

  #wake(): void {
    this.#change.abort();
  }
}

function isOf(pod: LivePod, goal: Goal): boolean {
  return goal.kind === 'unreadable' || (goal.kind === 'running' && goal.plan === pod.plan);
}

function launchOf(goal: Goal): Launch | undefined {
  return goal.kind === 'running' ? goal.launch : undefined;
}

function planOf(goal: Goal): string {
  return goal.kind === 'running' ? goal.plan : '';
}
