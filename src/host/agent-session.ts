import type { Manifest } from '../core/manifest.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { AgentClient } from './agent-client.ts';
import { findAgent, type ReachedAgent, type ReachOptions, reachAgent } from './reach-agent.ts';

export interface SessionOptions extends ReachOptions {
  /** Whether anything is to run on this machine, or may have been left running on it. */
  readonly isAnythingToDo: () => Promise<boolean>;
  readonly clock: SessionClock;
  /** Hears, once, that what is wanted does not run because somebody has stopped the agent. */
  readonly onStopped: () => void;
}

export interface SessionClock {
  readonly monotonic: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A process that ends closes what it has open some time before it is gone. */
const endingMilliseconds = 2_000;
const endingPause = 20;

/** The agent as one command meets it: looked for, or started, when it is first needed. */
export class AgentSession {
  readonly #options: SessionOptions;
  #agent: ReachedAgent | undefined;
  #reaching: Promise<ReachedAgent> | undefined;
  #hasToldOfStop = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** The agent; one is started when there is none. */
  async reach(): Promise<AgentClient> {
    if (this.#agent !== undefined) return this.#agent.client;
    this.#reaching ??= reachAgent(this.#options);
    try {
      this.#agent = await this.#reaching;
    } finally {
      this.#reaching = undefined;
    }
    return this.#agent.client;
  }

  /**
   * The agent if one runs or should: after a restart of the machine the first command starts what
   * is wanted. An agent that was stopped on purpose stays so, which is told once.
   */
  async find(): Promise<AgentClient | undefined> {
    return await this.#find(() => {
      if (!this.#hasToldOfStop) this.#options.onStopped();
      this.#hasToldOfStop = true;
    });
  }

  /** The same without a word, for a command that may be about to start the agent itself. */
  async findQuietly(): Promise<AgentClient | undefined> {
    return await this.#find(() => undefined);
  }

  async #find(onStopped: () => void): Promise<AgentClient | undefined> {
    if (this.#agent !== undefined) return this.#agent.client;
    const found = await findAgent(this.#options.folders);
    if (found.kind === 'running') return await this.reach();
    if (!(await this.#options.isAnythingToDo())) return undefined;
    if (found.kind !== 'stopped') return await this.reach();
    onStopped();
    return undefined;
  }

  /**
   * Asks the agent; undefined when there is none and nothing runs. One that dies over a question is
   * followed by another, which is asked again: a question must be one that may be asked twice.
   */
  async ask<Answer>(
    question: (agent: AgentClient) => Promise<Answer>,
    meet: () => Promise<AgentClient | undefined> = () => this.find(),
  ): Promise<Answer | undefined> {
    let deadline: number | undefined;
    for (;;) {
      const agent = await meet();
      if (agent === undefined) return undefined;
      try {
        return await question(agent);
      } catch (error) {
        if (!(error instanceof LlmkubeError) || error.code !== 'AGENT_UNREACHABLE') throw error;
        const now = this.#options.clock.monotonic();
        deadline ??= now + endingMilliseconds;
        if (now >= deadline) throw error;
        await this.lose(agent);
      }
    }
  }

  /** The agent has taken in what is wanted now; one is started when there is none. */
  async sync(): Promise<void> {
    await this.ask(
      (agent) => agent.sync(),
      () => this.reach(),
    );
  }

  /** Deployments and pods as the agent has them; undefined when there is none and nothing runs. */
  async objects(release?: string): Promise<readonly Manifest[] | undefined> {
    return await this.ask((agent) => agent.objects(release));
  }

  /**
   * Forgets an agent that has gone, so that the next question looks for another one. Of several
   * who miss it only the first does, and none forgets the one that came after. Takes a moment, in
   * which the agent may end whole.
   */
  async lose(gone: AgentClient): Promise<void> {
    if (this.#agent?.client === gone) await this.close();
    await this.#options.clock.sleep(endingPause);
  }

  async close(): Promise<void> {
    const agent = this.#agent;
    this.#agent = undefined;
    await agent?.client.close();
  }
}
