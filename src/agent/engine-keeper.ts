import { backOffAfter } from '../core/agent-protocol/back-off.ts';
import type { EngineProgram } from '../core/agent-protocol/engine-program.ts';
import { fillArgs, type Launch, type LaunchMemory } from '../core/agent-protocol/launch.ts';
import { estimateMemory } from '../core/fit/estimate-memory.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { describeEnding } from './describe-ending.ts';
import { EngineNotes } from './engine-notes.ts';
import type { LivePod } from './live-pod.ts';
import { type Adoption, adoptEngine, type Wanted } from './process/adopt-engine.ts';
import type { Ending, EngineProcess } from './process/engine-process.ts';
import type { EngineState } from './process/engine-state.ts';
import { startEngine } from './process/start-engine.ts';
import { waitHealthy } from './process/wait-healthy.ts';
import { watchLiveness } from './process/watch-liveness.ts';
import { RestartPause } from './restart-pause.ts';
import type { Weights } from './weights-of-pod.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** Between SIGTERM and SIGKILL. */
const graceMilliseconds = 10_000;
/** Between two tries of what somebody else has to repair. */
const repairMilliseconds = 2_000;

export interface Start {
  readonly launch: Launch;
  readonly memory: LaunchMemory;
  readonly plan: string;
  readonly weights: Weights;
}

/** An engine that another agent has left, as it is wanted. */
export type Adopted = Extract<Adoption, { kind: 'adopted' }>;

interface End {
  readonly ending: Ending;
  /** What made the agent end it. */
  readonly why?: string;
}

/** Keeps the one engine of a release: starts, adopts, watches and ends it. */
export class EngineKeeper {
  readonly #release: string;
  readonly #ports: WorkerPorts;
  #engine: EngineProcess | undefined;
  readonly #notes: EngineNotes;
  readonly #pause: RestartPause;

  constructor(release: string, ports: WorkerPorts) {
    this.#release = release;
    this.#ports = ports;
    this.#pause = new RestartPause(ports.engines.clock);
    this.#notes = new EngineNotes(release, ports.places.engines, ports.engines.say);
  }

  get isRunning(): boolean {
    return this.#engine !== undefined;
  }

  /** Looks for what another agent has left, and ends it unless it is as wanted and answers. */
  async recover(
    wanted: Pick<Wanted, 'plan' | 'healthPath' | 'onFound'>,
    state: EngineState | undefined,
  ): Promise<Adopted | undefined> {
    const { places, engines } = this.#ports;
    const socket = places.socketOf(this.#release);
    const logFolder = places.logsOf(this.#release);
    const look = { ...wanted, socket, logFolder };
    this.#notes.recall(state);
    this.#pause.recall(state);
    for (;;) {
      const adoption = await adoptEngine(look, state, engines);
      if (adoption.kind === 'adopted') return adoption;
      if (adoption.kind === 'gone' || adoption.kind === 'foreign') return undefined;
      this.#say('ends an engine that cannot be taken over', { why: adoption.kind });
      await adoption.engine.stop(graceMilliseconds);
    }
  }

  takeOver({ engine, health }: Adopted, pod: LivePod, memoryBytes: number | undefined): void {
    this.#say('takes over an engine that runs', { pid: engine.pid });
    this.#ports.admission.holds(this.#release, engine.pid, memoryBytes);
    this.#hold(engine, pod);
    if (health === 'healthy') this.#answers(engine, pod);
  }

  /** Starts the engine as soon as it may be; whoever reads the pod sees what it waits for. */
  async start(start: Start, pod: LivePod, signal: AbortSignal): Promise<void> {
    const { launch, plan, weights } = start;
    await this.#pause.wait(pod, signal);
    if (signal.aborted) return;
    const program = await this.#findProgram(pod);
    if (program === undefined || !(await this.#hasRoom(start, pod))) {
      return await this.#ports.engines.clock.sleep(repairMilliseconds, signal);
    }
    const { places, engines } = this.#ports;
    const socket = places.socketOf(this.#release);
    const { name, server } = pod.view;
    const known = { process: undefined, healthyAt: undefined, model: launch.modelId };
    this.#notes.write({ ...known, pod: name, plan, socket, restarts: server.restarts });
    const run = {
      release: this.#release,
      pod: pod.view.name,
      plan,
      program,
      args: fillArgs(launch.args, { weights: weights.path, files: weights.files, socket }),
      ...(launch.env === undefined ? {} : { env: launch.env }),
      socket,
      logFolder: places.logsOf(this.#release),
    };
    const outcome = await startEngine(run, engines);
    if (outcome.kind === 'refused') {
      this.#ports.admission.frees(this.#release);
      pod.waits('server', { reason: 'CreateContainerError', message: outcome.why });
      return await engines.clock.sleep(repairMilliseconds, signal);
    }
    this.#say('starts an engine', { pid: outcome.engine.pid, plan });
    this.#hold(outcome.engine, pod);
  }

  /** Stays until the engine has ended, hangs and was ended, or the signal aborts. */
  async watch(launch: Launch, pod: LivePod, signal: AbortSignal): Promise<void> {
    const engine = this.#engine;
    if (engine === undefined) return;
    if (!pod.view.server.isReady && !(await this.#awaitHealth(engine, { launch, pod, signal }))) {
      return;
    }
    const over = new AbortController();
    const liveness = watchLiveness({
      socket: this.#ports.places.socketOf(this.#release),
      healthPath: launch.healthPath,
      isBusy: () => this.#ports.traffic.inFlight(this.#release) > 0,
      clock: this.#ports.engines.clock,
      signal: AbortSignal.any([signal, over.signal]),
    });
    const outcome = await Promise.race([engine.ended, liveness]);
    over.abort();
    if (outcome === 'over') return;
    if (outcome === 'hung')
      await this.#endHung(engine, pod, 'it does not answer its health checks');
    else await this.#ended(engine, pod, { ending: outcome });
  }

  /** Ends the engine, and all that it has started. */
  async stop(): Promise<void> {
    const engine = this.#engine;
    if (engine === undefined) return;
    const ending = await engine.stop(graceMilliseconds);
    if (ending.isForced) this.#say('had to kill an engine that did not end', { pid: engine.pid });
    this.#say('has ended an engine', { pid: engine.pid });
    this.#engine = undefined;
    this.#ports.admission.frees(this.#release);
    const none = { process: undefined, healthyAt: undefined, lastEnding: undefined };
    this.#notes.write({ ...none, crashes: 0 });
    this.#pause.clear();
  }

  async #findProgram(pod: LivePod): Promise<EngineProgram | undefined> {
    try {
      return await this.#ports.findEngine();
    } catch (error) {
      if (!(error instanceof LlmkubeError)) throw error;
      pod.waits('server', { reason: 'CreateContainerError', message: error.message });
      return undefined;
    }
  }

  async #hasRoom({ memory, weights }: Start, pod: LivePod): Promise<boolean> {
    const { contextLength, isEnforced } = memory;
    const bytes = memory.bytes ?? estimateMemory({ fileBytes: weights.bytes, contextLength });
    const why = await this.#ports.admission.admit(this.#release, bytes, isEnforced);
    pod.hasNoRoom(why);
    return why === undefined;
  }

  #hold(engine: EngineProcess, pod: LivePod): void {
    this.#engine = engine;
    this.#ports.admission.holds(this.#release, engine.pid);
    const startedAt = new Date(engine.startedAt).toISOString();
    pod.runs('server', engine.id, startedAt);
    const { pid, startTime } = engine;
    const process = { pid, startTime, bootId: this.#ports.engines.processes.bootId() };
    this.#notes.write({ process, startedAt: engine.startedAt, restarts: pod.view.server.restarts });
  }

  #answers(engine: EngineProcess, pod: LivePod): void {
    const { clock } = this.#ports.engines;
    pod.answers();
    this.#notes.write({ healthyAt: this.#notes.state?.healthyAt ?? clock.now() });
    this.#say('an engine answers', { pid: engine.pid });
  }

  async #awaitHealth(
    engine: EngineProcess,
    { launch, pod, signal }: { launch: Launch; pod: LivePod; signal: AbortSignal },
  ): Promise<boolean> {
    const { clock } = this.#ports.engines;
    const outcome = await waitHealthy({
      engine,
      socket: this.#ports.places.socketOf(this.#release),
      healthPath: launch.healthPath,
      budgetMilliseconds: launch.startupSeconds * 1000,
      clock,
      signal,
    });
    if (outcome.kind === 'healthy') {
      this.#answers(engine, pod);
      return true;
    }
    if (outcome.kind === 'ended') await this.#ended(engine, pod, outcome);
    if (outcome.kind === 'timedOut') {
      await this.#endHung(engine, pod, `it has not loaded within ${launch.startupSeconds} s`);
    }
    return false;
  }

  async #endHung(engine: EngineProcess, pod: LivePod, why: string): Promise<void> {
    this.#say('ends an engine', { pid: engine.pid, why });
    await this.#ended(engine, pod, { ending: await engine.stop(graceMilliseconds), why });
  }

  async #ended(engine: EngineProcess, pod: LivePod, { ending, why }: End): Promise<void> {
    this.#engine = undefined;
    this.#ports.admission.frees(this.#release);
    const { healthyAt, crashes = 0 } = this.#notes.state ?? {};
    const healthyFor = healthyAt === undefined ? 0 : ending.at - healthyAt;
    const next = backOffAfter(crashes, healthyFor);
    this.#pause.begin(next.pauseMilliseconds, ending.at);
    const ended = await describeEnding(engine, ending, why);
    pod.ends('server', ended);
    this.#say('an engine has ended', {
      pid: engine.pid,
      cause: why ?? `exit code ${ended.exitCode}`,
      nextStartIn: next.pauseMilliseconds,
    });
    const { id: run, startedAt } = engine;
    this.#notes.write({
      process: undefined,
      healthyAt: undefined,
      crashes: next.crashes,
      lastEnding: { run, startedAt, ...ending },
    });
  }

  #say(message: string, facts: Readonly<Record<string, string | number>>): void {
    this.#ports.engines.say(message, { release: this.#release, ...facts });
  }
}
