import type { ScaleResult } from '../core/results.ts';
import type { Named } from './check-spelling.ts';
import { deploy } from './deploy.ts';
import type { ObserveOptions } from './observe-options.ts';
import type { Ports } from './ports.ts';
import { requireRelease } from './require-release.ts';

export interface ScaleInput extends Named {
  readonly replicas: number;
  readonly wait: boolean;
  readonly observe: ObserveOptions;
  readonly requireProof: boolean;
}

/**
 * Sets how many pods serve a release: a deploy in which only that changes. The pods' template
 * stays the same, so it makes no revision.
 */
export async function scale(input: ScaleInput, ports: Ports): Promise<ScaleResult> {
  const { replicas, ...request } = input;
  const stored = await ports.target.readRecord(input.release);
  await requireRelease({ ...input, verb: 'scale' }, stored, ports.target);
  const given = { scale: { replicas } };
  const result = await deploy({ ...request, given, verb: 'scale', keepsRevision: true }, ports);
  return { ...result, replicas };
}
