import type { Manifest } from '../core/manifest.ts';
import { replicasToHandOver } from '../core/plan/handover.ts';
import type { Change } from '../core/plan/plan.ts';
import type { Ports } from './ports.ts';

/**
 * Before a Deployment is applied without its number of replicas, another name of ours says the
 * same number: so it stays until its autoscaler writes one.
 */
export async function handOverReplicas(
  { desired, live }: Pick<Change, 'desired' | 'live'>,
  { target }: Pick<Ports, 'target'>,
): Promise<void> {
  const replicas = replicasToHandOver(desired, live);
  if (replicas === undefined) return;
  const { apiVersion, kind, metadata } = desired;
  const uid = live?.metadata.uid;
  const part: Manifest = {
    apiVersion,
    kind,
    metadata: { name: metadata.name, ...(uid === undefined ? {} : { uid }) },
    spec: { replicas },
  };
  await target.apply(part, { manager: 'handover' });
}
