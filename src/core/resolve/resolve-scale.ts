import { defined } from '../defined.ts';
import type { Autoscale } from '../intent/scale-schema.ts';
import type { ResolveInput } from './resolve.ts';
import { type ResolvedKeda, resolveKeda } from './resolve-keda.ts';
import type { Resolved, ResolvedAutoscale } from './resolved.ts';

/** Requests that one pod works on, and more than which is reason for another pod. */
const aimedRequests = 2;

type ScaleInput = Pick<ResolveInput, 'intent' | 'previous' | 'live' | 'runtime'>;

/** How many pods serve, or who decides it. */
export function resolveScale(input: ScaleInput): ResolvedScale {
  const { intent, previous, live, runtime } = input;
  const { autoscale, keda, replicas } = intent.scale ?? {};
  if (autoscale !== undefined) {
    const resolved = resolveAutoscale(autoscale, input);
    return { replicas: resolved.min, autoscale: resolved };
  }
  if (keda !== undefined) {
    const before = previous?.runtime === intent.runtime.kind ? previous.keda : undefined;
    const resolved = resolveKeda(keda, { metrics: runtime.metrics, before });
    return { replicas: resolved.min, keda: resolved };
  }
  return { replicas: live.replicas ?? replicas ?? previous?.replicas ?? 1 };
}

interface ResolvedScale {
  readonly replicas: number;
  readonly autoscale?: ResolvedAutoscale;
  readonly keda?: ResolvedKeda;
}

/** Whether somebody else decides how many pods there are. */
export function isAutoscaled({ autoscale, keda }: Pick<Resolved, 'autoscale' | 'keda'>): boolean {
  return autoscale !== undefined || keda !== undefined;
}

/** As many pods as there may be at one time. */
export function mostReplicas({
  replicas,
  autoscale,
  keda,
}: Pick<Resolved, 'replicas' | 'autoscale' | 'keda'>) {
  return autoscale?.max ?? keda?.max ?? replicas;
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
