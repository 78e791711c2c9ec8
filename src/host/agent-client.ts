import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import {
  type AgentInfo,
  agentInfoSchema,
  controlPaths,
  freeMemorySchema,
} from '../core/agent-protocol/control.ts';
import type { Manifest } from '../core/manifest.ts';
import type { Fact } from '../core/target.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** The agent of this machine, over its control socket. */
export interface AgentClient {
  readonly info: () => Promise<AgentInfo>;
  readonly objects: (release?: string) => Promise<readonly Manifest[]>;
  /** Everything that is known of a release and becomes so, until the agent or the signal ends it. */
  readonly facts: (release: string, signal: AbortSignal) => AsyncIterable<Fact>;
  /** The agent has taken in what is wanted now. */
  readonly sync: () => Promise<void>;
  /** Every engine has been ended, and the agent ends. */
  readonly stop: () => Promise<void>;
  /** The agent has let go of every engine and of its port, and ends. */
  readonly handOver: () => Promise<void>;
  /** Bytes that are free for a release, beside what the others need. */
  readonly freeMemory: (release: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** The socket decides who is asked; HTTP wants a name. */
const origin = 'http://agent';
/** Draining and ending engines takes its time. */
const longMilliseconds = 120_000;
const shortMilliseconds = 10_000;

/** Opens no connection before the first question. */
export function connectAgent(socketPath: string): AgentClient {
  const agent = new Agent({ connect: { socketPath }, bodyTimeout: 0 });
  const ask = async (method: 'GET' | 'POST', path: string, headersTimeout: number) => {
    try {
      const answer = await request.call(agent, { origin, method, path, headersTimeout });
      const body = await answer.body.json();
      if (answer.statusCode === 200) return body;
      throw new Error(`it answers ${answer.statusCode}: ${JSON.stringify(body)}`);
    } catch (error) {
      throw unreachable(error);
    }
  };
  return {
    info: async () =>
      agentInfoSchema.parse(await ask('GET', controlPaths.agent, shortMilliseconds)),
    objects: async (release) =>
      (await ask('GET', pathOf(controlPaths.objects, release), shortMilliseconds)) as Manifest[],
    facts: (release, signal) => readFacts(agent, release, signal),
    sync: async () => void (await ask('POST', controlPaths.sync, shortMilliseconds)),
    stop: async () => void (await ask('POST', controlPaths.stop, longMilliseconds)),
    handOver: async () => void (await ask('POST', controlPaths.handOver, longMilliseconds)),
    freeMemory: async (release) =>
      freeMemorySchema.parse(
        await ask('GET', pathOf(controlPaths.memory, release), shortMilliseconds),
      ).freeBytes,
    close: async () => await agent.destroy(),
  };
}

async function* readFacts(agent: Agent, release: string, signal: AbortSignal): AsyncIterable<Fact> {
  try {
    const path = pathOf(controlPaths.facts, release);
    const { body } = await request.call(agent, { origin, method: 'GET', path, signal });
    let rest = '';
    for await (const text of body.setEncoding('utf8')) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as Fact;
    }
  } catch (error) {
    if (signal.aborted) return;
    throw unreachable(error);
  }
}

function pathOf(path: string, release: string | undefined): string {
  return release === undefined ? path : `${path}?release=${encodeURIComponent(release)}`;
}

function unreachable(error: unknown): LlmkubeError {
  const why = describeCause(error);
  return new LlmkubeError('AGENT_UNREACHABLE', `Cannot reach the agent of this machine: ${why}`, {
    suggestions: ['llmkube metal status', 'llmkube metal stop'],
    cause: error,
  });
}
