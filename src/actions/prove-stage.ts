import type { Served } from '../core/record/served-as.ts';
import type { Proof } from '../core/results.ts';
import { checkDevices, type DeviceCheck } from './check-devices.ts';
import type { Ports } from './ports.ts';
import { prove, unproven } from './prove.ts';

export interface Proving extends DeviceCheck {
  /** What was asked for. */
  readonly served: Served;
  /** How many pods are ready; none cannot be asked. */
  readonly pods: number;
  /** Whether not being able to ask for a token is a failure. */
  readonly requireProof: boolean;
}

/** What the first answer of a mode gives. */
const units = { chat: 'token', embedding: 'vector', rerank: 'score' } as const;

/** The last stage of every verb that waits: a token from a release that is ready. */
export async function proveStage(proving: Proving, ports: Ports): Promise<Proof> {
  const { release, served, pods, requireProof } = proving;
  if (pods === 0) {
    const why = 'it is scaled to no pods';
    if (requireProof) throw unproven(release, why);
    return { state: 'not proven', why };
  }
  ports.emit({ type: 'stageStarted', stage: 'prove' });
  await checkDevices(proving, ports);
  const proof = await prove(release, served, ports);
  if (requireProof && proof.state === 'not proven') throw unproven(release, proof.why);
  const summary =
    proof.state === 'proven'
      ? `first ${units[served.mode]} after ${proof.milliseconds} ms`
      : `not proven: ${proof.why}`;
  ports.emit({ type: 'stageEnded', stage: 'prove', summary });
  return proof;
}

/** What a release is called whose pods are all ready: none of them serves nothing. */
export function phaseOf(pods: number): 'Ready' | 'Stopped' {
  return pods === 0 ? 'Stopped' : 'Ready';
}
