import { defined } from '../defined.ts';
import { goesToZero } from '../intent/check-keda.ts';
import type { Manifest } from '../manifest.ts';
import { labelsOf } from '../marks.ts';
import type { ResolvedKeda } from '../resolve/resolve-keda.ts';
import { seriesOf } from './prometheus-rule.ts';
import type { RenderInput } from './render.ts';

/** As long as KEDA waits by itself. */
const usualCooldownSeconds = 300;

/**
 * What tells KEDA how many pods there should be. It makes a HorizontalPodAutoscaler of its own, and
 * writes the number itself where that is none, or the first one after none.
 */
export function renderScaledObject(input: RenderInput): Manifest[] {
  const { release, namespace, resolved } = input;
  const { keda } = resolved;
  if (keda === undefined) return [];
  const { min, max, idle, behavior } = keda;
  return [
    {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata: { name: release, namespace, labels: labelsOf(release, 'server') },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: release },
        minReplicaCount: min,
        maxReplicaCount: max,
        ...defined({ idleReplicaCount: idle }),
        ...sleepOf(keda, resolved.startupSeconds),
        triggers: [...ofPrometheus(input, keda), ...ofSchedule(keda)],
        ...(behavior === undefined
          ? {}
          : { advanced: { horizontalPodAutoscalerConfig: { behavior } } }),
      },
    },
  ];
}

// A pod that is loading has no requests yet: nobody may take it away before it could have any.
function sleepOf(keda: ResolvedKeda, startupSeconds: number): object {
  if (!goesToZero(keda)) return {};
  const cooldown = keda.cooldownSeconds ?? Math.max(usualCooldownSeconds, startupSeconds);
  return {
    ...defined({ pollingInterval: keda.pollingSeconds }),
    cooldownPeriod: cooldown,
    initialCooldownPeriod: cooldown,
  };
}

function ofPrometheus(input: RenderInput, keda: ResolvedKeda): readonly object[] {
  const { prometheus, metrics } = keda;
  if (prometheus === undefined) return [];
  const { server, query, value, authentication } = prometheus;
  const { mode, kind = 'TriggerAuthentication', name } = authentication ?? {};
  return [
    {
      type: 'prometheus',
      metadata: {
        serverAddress: server,
        query: query ?? metrics?.map((metric) => `sum(${seriesOf(metric, input)})`).join(' + '),
        threshold: String(value),
        // Without pods there are no such series, and that is no trouble.
        ...(query === undefined && !goesToZero(keda) ? { ignoreNullValues: 'false' } : {}),
        ...defined({ authModes: mode }),
      },
      ...(name === undefined ? {} : { authenticationRef: { name, kind } }),
    },
  ];
}

function ofSchedule({ schedule = [] }: ResolvedKeda): readonly object[] {
  return schedule.map(({ timeZone: timezone, start, end, replicas = 1 }) => ({
    type: 'cron',
    metadata: { timezone, start, end, desiredReplicas: String(replicas) },
  }));
}
