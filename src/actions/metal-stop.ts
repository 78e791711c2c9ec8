import type { MetalStopResult } from '../core/machine/metal-results.ts';
import type { LocalAgent } from './metal-status.ts';

/** Ends the agent of this machine and every engine of it. */
export async function metalStop(agent: LocalAgent): Promise<MetalStopResult> {
  return { phase: 'Stopped', wasRunning: await agent.stop() };
}
