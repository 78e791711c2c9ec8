import type { EngineMetrics } from '../engine/engine-metrics.ts';
import type { Keda } from './keda-schema.ts';
import { metricsOfQuery } from './query-metrics.ts';
import type { FieldProblem } from './tell-problems.ts';

interface Rule {
  readonly field: readonly string[];
  readonly message: string;
  readonly breaks: (keda: Keda, metrics: EngineMetrics | undefined) => boolean;
}

const rules: readonly Rule[] = [
  {
    field: ['max'],
    message: 'is less than `scale.keda.min`',
    breaks: ({ min, max }) => Number(max) < Number(min),
  },
  {
    field: ['idle'],
    message: 'has no effect: `scale.keda.min` is 0 already',
    breaks: ({ min, idle }) => min === 0 && idle !== undefined,
  },
  {
    field: [],
    message: 'needs `prometheus` or `schedule`: nothing else says how many pods there should be',
    breaks: ({ prometheus, schedule }) => prometheus === undefined && schedule === undefined,
  },
  {
    field: ['prometheus', 'query'],
    message: 'is missing: the runtime names no metric of its load',
    breaks: ({ prometheus }, metrics) =>
      prometheus !== undefined && prometheus.query === undefined && metrics === undefined,
  },
  {
    field: ['prometheus', 'value'],
    message: 'is missing: nobody knows how much of what the query finds one pod should have',
    breaks: ({ prometheus }) =>
      prometheus?.query !== undefined && Object(prometheus).value === undefined,
  },
  {
    field: ['pollingSeconds'],
    message: 'has no effect unless `scale.keda.min` or `scale.keda.idle` is 0',
    breaks: (keda) => keda.pollingSeconds !== undefined && !goesToZero(keda),
  },
  {
    field: ['cooldownSeconds'],
    message: 'has no effect unless `scale.keda.min` or `scale.keda.idle` is 0',
    breaks: (keda) => keda.cooldownSeconds !== undefined && !goesToZero(keda),
  },
];

const asleep =
  'is 0, and nothing would ask for a pod again: the engine tells nothing while there is none. Give `scale.keda.schedule`, or a `scale.keda.prometheus.query` of what waits outside of the pods';

/** What is wrong with a `scale.keda`, which may be of any type where its form is. */
export function kedaProblems(
  keda: Keda,
  metrics: EngineMetrics | undefined,
): readonly FieldProblem[] {
  const broken = rules
    .filter(({ breaks }) => breaks(keda, metrics))
    .map(({ field, message }) => ({ path: ['scale', 'keda', ...field], message }));
  const zero = keda.min === 0 ? 'min' : 'idle';
  const isAsleep = broken.length === 0 && goesToZero(keda) && !canWake(keda, metrics);
  return [
    ...broken,
    ...(isAsleep ? [{ path: ['scale', 'keda', zero], message: asleep }] : []),
    ...windowProblems(keda),
  ];
}

/** Whether there are times without any pod. */
export function goesToZero({ min, idle }: Pick<Keda, 'min' | 'idle'>): boolean {
  return min === 0 || idle === 0;
}

function canWake({ prometheus, schedule }: Keda, metrics: EngineMetrics | undefined): boolean {
  if (schedule !== undefined) return true;
  const query = prometheus?.query;
  return query !== undefined && !(metrics !== undefined && isOfEngineAlone(String(query), metrics));
}

function isOfEngineAlone(query: string, { family }: EngineMetrics): boolean {
  const names = metricsOfQuery(query);
  return names.length > 0 && names.every((name) => name.startsWith(family));
}

function windowProblems(keda: Keda): readonly FieldProblem[] {
  if (!Array.isArray(keda.schedule)) return [];
  const { min = 1, max } = keda;
  return keda.schedule.flatMap((window, index) => {
    const { start, end, replicas = 1 } = Object(window);
    const problem = (field: string, message: string): FieldProblem => ({
      path: ['scale', 'keda', 'schedule', index, field],
      message,
    });
    if (start !== undefined && start === end) {
      return [problem('end', 'is when it starts, so that there is no time between')];
    }
    if (Number(replicas) > Number(max))
      return [problem('replicas', 'is more than `scale.keda.max`')];
    if (!goesToZero(keda) && Number(replicas) <= Number(min)) {
      return [problem('replicas', 'has no effect: there are never fewer than `scale.keda.min`')];
    }
    return [];
  });
}
