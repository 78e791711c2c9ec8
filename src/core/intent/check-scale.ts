import type * as z from 'zod';
import { isSingleWriter, type Kept } from '../resolve/resolve-rollout.ts';
import { kedaProblems } from './check-keda.ts';
import type { Monitoring } from './monitoring-schema.ts';
import type { Rollout } from './rollout-schema.ts';
import type { RuntimeSpec } from './runtime-schema.ts';
import type { Scale } from './scale-schema.ts';
import { type FieldProblem, tellProblems } from './tell-problems.ts';

/** What the rules look at; the parts of an intent with errors of form may be of any type. */
interface Scaled extends Kept {
  readonly runtime?: { readonly kind?: string | undefined } | undefined;
  readonly resources?: { readonly cpu?: string | undefined } | undefined;
  readonly scale?: Scale | undefined;
  readonly monitoring?: Monitoring | undefined;
  readonly rollout?: Rollout | undefined;
}

interface Rule extends FieldProblem {
  readonly breaks: (intent: Scaled, hasMetrics: boolean) => boolean;
}

const rules: readonly Rule[] = [
  ...(['podMonitor', 'rules'] as const).map(
    (field): Rule => ({
      path: ['monitoring', field],
      message: 'has no effect: the runtime names no metric',
      breaks: ({ monitoring }, hasMetrics) => monitoring?.[field] === true && !hasMetrics,
    }),
  ),
  {
    path: ['monitoring', 'labels'],
    message: 'has no effect without `podMonitor` or `rules`',
    breaks: ({ monitoring }) =>
      monitoring?.labels !== undefined &&
      monitoring.podMonitor !== true &&
      monitoring.rules !== true,
  },
  {
    path: ['scale', 'replicas'],
    message: 'cannot be beside `scale.autoscale`, which decides the number',
    breaks: ({ scale }) => scale?.replicas !== undefined && scale.autoscale !== undefined,
  },
  {
    path: ['scale', 'replicas'],
    message: 'cannot be beside `scale.keda`, which decides the number',
    breaks: ({ scale }) => scale?.replicas !== undefined && scale.keda !== undefined,
  },
  {
    path: ['scale', 'keda'],
    message: 'cannot be beside `scale.autoscale`: each would write its own number',
    breaks: ({ scale }) => scale?.autoscale !== undefined && scale.keda !== undefined,
  },
  {
    path: ['rollout', 'strategy'],
    message:
      'is `surge`, whose new pods could wait for ever for a claim that one node mounts; say `rolling`, or `cache.access: ReadWriteMany`',
    breaks: ({ rollout, model, cache }) =>
      rollout?.strategy === 'surge' && isSingleWriter({ model: Object(model), cache }),
  },
  {
    path: ['cache', 'access'],
    message: 'is `ReadWriteOncePod`, and a second pod would wait for ever; say `ReadWriteMany`',
    breaks: ({ cache, scale }) =>
      cache?.access === 'ReadWriteOncePod' &&
      [scale?.replicas, scale?.autoscale?.max, scale?.keda?.max].some((most) => Number(most) > 1),
  },
  {
    path: ['scale', 'autoscale', 'max'],
    message: 'is less than `scale.autoscale.min`',
    breaks: ({ scale }) => Number(scale?.autoscale?.max) < Number(scale?.autoscale?.min),
  },
  {
    path: ['scale', 'autoscale', 'target', 'cpu'],
    message: 'needs `resources.cpu`: it is a share of what each pod asks for',
    breaks: ({ scale, resources }) =>
      scale?.autoscale?.target?.cpu !== undefined && resources?.cpu === undefined,
  },
  {
    path: ['scale', 'autoscale', 'target', 'value'],
    message: 'is missing: nobody knows how much of that metric one pod should have',
    breaks: ({ scale }) => {
      const { metric, value } = scale?.autoscale?.target ?? {};
      return metric !== undefined && value === undefined;
    },
  },
  {
    path: ['scale', 'autoscale', 'target'],
    message: 'needs `cpu`, or `metric` and `value`: the runtime names no metric of its load',
    breaks: ({ scale }, hasMetrics) => {
      if (hasMetrics || scale?.autoscale === undefined) return false;
      const { cpu, metric, value } = scale.autoscale.target ?? {};
      return metric === undefined && (cpu === undefined || value !== undefined);
    },
  },
];

/** Says which fields of how many pods serve contradict one another, or the runtime. */
export function checkScale(runtimes: readonly RuntimeSpec[]) {
  return (intent: Scaled, context: z.RefinementCtx): void => {
    const kind = Object(intent.runtime).kind;
    const metrics = runtimes.find(({ name }) => name === kind)?.metrics;
    const keda = intent.scale?.keda;
    tellProblems(
      [
        ...rules.filter(({ breaks }) => breaks(intent, metrics !== undefined)),
        ...(typeof keda === 'object' ? kedaProblems(keda, metrics) : []),
      ],
      context,
    );
  };
}
