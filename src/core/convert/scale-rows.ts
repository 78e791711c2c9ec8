import { parseAmount } from '../text/quantity.ts';
import type { Facts } from './facts.ts';
import { routerKind } from './router.ts';
import type { Part, Refusal, Rows } from './row.ts';

type Metric = NonNullable<NonNullable<Facts['service']['autoscaling']>['metrics']>[number];

/** How many pods the operator kept, or who decided it. */
export const scaleRows: Rows = {
  replicas: {
    drop: ({ service }) =>
      service.autoscaling === undefined || service.suspend === true
        ? undefined
        : '`autoscaling` decides the number',
    to: 'scale.replicas',
    as: ({ service }) => (service.suspend === true ? 0 : service.replicas),
  },
  suspend: {
    same: false,
    to: 'scale.replicas',
    as: () => 0,
    note: ({ service }) =>
      `is \`scale.replicas: 0\`; write ${service.autoscaling === undefined ? (service.replicas ?? 1) : '`scale.autoscale`'} there to go on`,
  },
  'autoscaling.minReplicas': {
    drop: beforeSuspension,
    to: 'scale.autoscale.min',
  },
  'autoscaling.maxReplicas': {
    refuse: (facts) =>
      isByDefault(facts) && withoutMetric.has(facts.runtime)
        ? 'needs `metrics` beside it: nobody knows what an engine of this kind counts'
        : undefined,
    drop: beforeSuspension,
    to: 'scale.autoscale.max',
    note: (facts) =>
      isByDefault(facts) && facts.runtime === 'tgi'
        ? 'follows the requests that are worked on: `tgi:queue_size`, which the operator chose, is no metric of the engine'
        : undefined,
  },
  'autoscaling.metrics': {
    drop: (facts) =>
      beforeSuspension(facts) ?? (metricsOf(facts).length === 0 ? 'it is empty' : undefined),
    refusals: (facts) =>
      metricsOf(facts).flatMap((metric, index): readonly Refusal[] => {
        const message = refusalOf(metric, metricsOf(facts).slice(0, index));
        return message === undefined ? [] : [{ at: [index], message }];
      }),
    parts: (facts) => metricsOf(facts).flatMap(partsOf),
  },
};

const withoutMetric: ReadonlySet<string> = new Set(['generic', 'personaplex', routerKind]);

/** Whether the operator chose the metric itself. */
function isByDefault(facts: Facts): boolean {
  return beforeSuspension(facts) === undefined && metricsOf(facts).length === 0;
}

function metricsOf({ service }: Facts): readonly Metric[] {
  return service.autoscaling?.metrics ?? [];
}

function beforeSuspension({ service }: Facts): string | undefined {
  return service.suspend === true ? '`suspend` came before it' : undefined;
}

function refusalOf(metric: Metric, before: readonly Metric[]): string | undefined {
  const { type, name, targetAverageValue, targetAverageUtilization } = metric;
  if (before.some((one) => one.type === type)) return 'is one more of its type, and one is all';
  if (type === 'Pods') {
    return parseAmount(targetAverageValue ?? '') === undefined
      ? 'has no `targetAverageValue` that is a number, so the operator made an autoscaler that no cluster takes'
      : undefined;
  }
  if (name !== 'cpu') {
    return `is about \`${name}\`, of which an engine takes as much at rest as at work`;
  }
  return targetAverageUtilization === undefined ? 'has no `targetAverageUtilization`' : undefined;
}

function partsOf(metric: Metric, index: number): readonly Part[] {
  const at = (field: string, value: unknown, from: string): Part => ({
    to: ['scale', 'autoscale', 'target', field],
    value,
    from: [index, from],
  });
  const { type, name, targetAverageValue = '', targetAverageUtilization } = metric;
  if (type === 'Resource') return [at('cpu', targetAverageUtilization, 'targetAverageUtilization')];
  return [
    at('metric', name, 'name'),
    at('value', parseAmount(targetAverageValue), 'targetAverageValue'),
  ];
}
