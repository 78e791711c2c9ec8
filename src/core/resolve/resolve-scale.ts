import { defined } from '../defined.ts';
import type { Autoscale } from '../intent/scale-schema.ts';
import type { ResolveInput } from './resolve.ts';
import type { Resolved, ResolvedAutoscale } from './resolved.ts';

/** Requests that one pod works on, and more than which is reason for another pod. */
const aimedRequests = 2;

type ScaleInput = Pick<ResolveInput, 'intent' | 'previous' | 'live' | 'runtime'>;

/** How many pods serve, or who decides it. */
export function resolveScale(
  input: ScaleInput,
): Pick<Resolved, 'replicas'> & { readonly autoscale: ResolvedAutoscale | undefined } {
  const { intent, previous, live } = input;
  const { autoscale, replicas } = intent.scale ?? {};
  if (autoscale !== undefined) {
    const resolved = resolveAutoscale(autoscale, input);
    return { replicas: resolved.min, autoscale: resolved };
  }
  return {
    replicas: live.replicas ?? replicas ?? previous?.replicas ?? 1,
    autoscale: undefined,
  };
}

/** Whether somebody else decides how many pods there are. */
export function isAutoscaled({ autoscale }: Pick<Resolved, 'autoscale'>): boolean {
  return autoscale !== undefined;
}

/** As many pods as there may be at one time. */
export function mostReplicas({ replicas, autoscale }: Pick<Resolved, 'replicas' | 'autoscale'>) {
  return autoscale?.max ?? replicas;
}

function resolveAutoscale(
  { min = 1, max, target = {}, behavior }: Autoscale,
  { previous, intent, runtime }: ScaleInput,
): ResolvedAutoscale {
  const { cpu, metric, value } = target;
  const isByMetric = cpu === undefined || metric !== undefined || value !== undefined;
  const before = previous?.runtime === intent.runtime.kind ? previous.autoscale : undefined;
  // The metric of a release stays, whatever a later version takes for the best one.
  const name = metric ?? before?.metric?.name ?? runtime.metrics?.running;
  if (isByMetric && name === undefined) throw new Error('a runtime without a metric was let pass');
  return {
    min,
    max,
    ...defined({ cpu, behavior }),
    ...(isByMetric && name !== undefined
      ? { metric: { name, value: value ?? aimedRequests } }
      : {}),
  };
}
