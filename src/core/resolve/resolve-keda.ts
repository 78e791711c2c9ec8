import type { EngineMetrics } from '../engine/engine-metrics.ts';
import type { Keda } from '../intent/keda-schema.ts';

/** What KEDA is told, with every number that nobody said. */
export interface ResolvedKeda extends Keda {
  readonly min: number;
  /** Whose sum Prometheus is asked for, where nobody has a query of their own. */
  readonly metrics?: readonly string[];
}

interface Known {
  readonly metrics: EngineMetrics | undefined;
  /** Of the previous revision of the same runtime. */
  readonly before: ResolvedKeda | undefined;
}

/** Requests of one pod, those that wait too, more than which are reason for another pod. */
const aimedRequests = 2;

export function resolveKeda(keda: Keda, { metrics, before }: Known): ResolvedKeda {
  const { min = 1, prometheus } = keda;
  if (prometheus === undefined) return { ...keda, min };
  const { value = aimedRequests } = prometheus;
  const resolved = { ...keda, min, prometheus: { ...prometheus, value } };
  if (prometheus.query !== undefined) return resolved;
  if (metrics === undefined) throw new Error('a runtime without a metric was let pass');
  // The metrics of a release stay, whatever a later version takes for the best ones.
  return { ...resolved, metrics: before?.metrics ?? [metrics.running, metrics.waiting] };
}
