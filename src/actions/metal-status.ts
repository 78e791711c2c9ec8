import type { AgentInfo } from '../core/agent-protocol/control.ts';
import type { MetalStatusResult } from '../core/machine/metal-results.ts';
import { machineUrl } from '../host/machine-endpoint.ts';

/** The agent of this machine, as the verbs about it see it. */
export interface LocalAgent {
  /** Nothing when none runs; nothing is started. */
  readonly info: () => Promise<AgentInfo | undefined>;
  /** Why none runs. */
  readonly absence: () => Promise<Exclude<MetalStatusResult['phase'], 'Running'>>;
  /** Ends it and every engine; false when there was nothing to end. */
  readonly stop: () => Promise<boolean>;
  /** Where its log is. */
  readonly log: string;
}

/** How the agent of this machine stands. */
export async function metalStatus(agent: LocalAgent): Promise<MetalStatusResult> {
  const info = await agent.info();
  const { log } = agent;
  if (info === undefined) return { phase: await agent.absence(), log };
  const { version, pid, startedAt, listener, releases } = info;
  return { phase: 'Running', log, version, pid, startedAt, url: machineUrl(listener), releases };
}
