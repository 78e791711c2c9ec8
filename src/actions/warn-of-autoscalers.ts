import { givenReplicas } from '../core/plan/forced-paths.ts';
import { autoscalersOf } from '../core/plan/handover.ts';
import type { Ports } from './ports.ts';
import type { Prepared } from './prepare-plan.ts';

/**
 * Says who will change a number of replicas again that is about to be written. Asked only then:
 * it costs a request that no other deploy needs.
 */
export async function warnOfAutoscalers(
  { request, plan }: Pick<Prepared, 'request' | 'plan'>,
  { target, emit }: Pick<Ports, 'target' | 'emit'>,
): Promise<void> {
  const change = plan.changes.find(({ paths }) => paths.includes('spec.replicas'));
  if (change === undefined || givenReplicas(request.given) === undefined) return;
  for (const name of await target.autoscalersOf(change.object)) {
    if (isOwnAndGoing(name, plan)) continue;
    const object = `HorizontalPodAutoscaler ${target.address.namespace}/${name}`;
    const message = `${object} sets the replicas of \`${request.release}\` too, and will set them again`;
    emit({ type: 'warning', message });
  }
}

function isOwnAndGoing(name: string, { prune }: Prepared['plan']): boolean {
  return prune.some((entry) => autoscalersOf(entry).includes(name));
}
