import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import type { FieldChange } from './field-changes.ts';

const change = (given: PartialIntent, beside: PartialIntent = {}): FieldChange => ({
  given,
  beside,
});

const autoscaled: PartialIntent = { scale: { autoscale: { max: 3 } } };

const server = 'http://prometheus.monitoring:9090';
const keda = (given: PartialIntent): PartialIntent => ({ scale: { keda: given } });
const asked = keda({ max: 3, prometheus: { server } });
const queried = { server, query: 'sum(rate(gateway_requests[1m]))', value: 3 };
const zero = keda({ min: 0, max: 3, prometheus: queried });
const login = (given: object): PartialIntent =>
  keda({ prometheus: { authentication: { name: 'prometheus', ...given } } });
const night = { timeZone: 'UTC', start: '0 22 * * *', end: '0 6 * * *', replicas: 2 };
const scheduled = (given: object): PartialIntent => keda({ schedule: [{ ...night, ...given }] });
const nightly = keda({ max: 3, schedule: [night] });

const kedaChanges: Readonly<Record<string, FieldChange>> = {
  'scale.keda.min': change(keda({ min: 2 }), asked),
  'scale.keda.max': change(keda({ max: 4 }), asked),
  'scale.keda.idle': change(keda({ idle: 0 }), keda({ max: 3, prometheus: queried })),
  'scale.keda.pollingSeconds': change(keda({ pollingSeconds: 5 }), zero),
  'scale.keda.cooldownSeconds': change(keda({ cooldownSeconds: 900 }), zero),
  'scale.keda.prometheus.server': change(asked, nightly),
  'scale.keda.prometheus.query': change(
    keda({ prometheus: { query: queried.query } }),
    keda({ max: 3, prometheus: { server, value: 3 } }),
  ),
  'scale.keda.prometheus.value': change(keda({ prometheus: { value: 0.5 } }), asked),
  'scale.keda.prometheus.authentication.name': change(login({}), asked),
  'scale.keda.prometheus.authentication.kind': change(
    login({ kind: 'ClusterTriggerAuthentication' }),
    asked,
  ),
  'scale.keda.prometheus.authentication.mode': change(login({ mode: 'bearer' }), asked),
  'scale.keda.schedule[].timeZone': change(scheduled({ timeZone: 'Europe/Berlin' }), nightly),
  'scale.keda.schedule[].start': change(scheduled({ start: '30 21 * * MON-FRI' }), nightly),
  'scale.keda.schedule[].end': change(scheduled({ end: '*/30 6,7 * * *' }), nightly),
  'scale.keda.schedule[].replicas': change(scheduled({ replicas: 3 }), nightly),
  'scale.keda.behavior': change(
    keda({ behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } }),
    asked,
  ),
};

const weekly = { schedule: '0 4 * * SUN', serviceAccount: 'recycler' };
const recycled = (recycle: object): FieldChange =>
  change({ rollout: { recycle: { ...recycle } } }, { rollout: { recycle: weekly } });

/** Of how many pods serve, how they are replaced, and how they are watched. */
export const scaleChanges: Readonly<Record<string, FieldChange>> = {
  'scale.replicas': change({ scale: { replicas: 2 } }),
  'scale.autoscale.min': change({ scale: { autoscale: { min: 2 } } }, autoscaled),
  'scale.autoscale.max': change(autoscaled),
  'scale.autoscale.target.cpu': change(
    { scale: { autoscale: { target: { cpu: 80 } } } },
    { ...autoscaled, resources: { cpu: '1' } },
  ),
  'scale.autoscale.target.metric': change(
    { scale: { autoscale: { target: { metric: 'waiting' } } } },
    { scale: { autoscale: { max: 3, target: { value: 3 } } } },
  ),
  'scale.autoscale.target.value': change(
    { scale: { autoscale: { target: { value: 0.5 } } } },
    autoscaled,
  ),
  'scale.autoscale.behavior': change(
    {
      scale: { autoscale: { behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } } },
    },
    autoscaled,
  ),
  ...kedaChanges,
  'monitoring.podMonitor': change({ monitoring: { podMonitor: true } }),
  'monitoring.rules': change({ monitoring: { rules: true } }),
  'monitoring.labels': change(
    { monitoring: { labels: { release: 'prometheus' } } },
    { monitoring: { podMonitor: true } },
  ),
  'rollout.strategy': change({ rollout: { strategy: 'rolling' } }),
  'rollout.drainSeconds': change({ rollout: { drainSeconds: 600 } }),
  'rollout.disruptionBudget': change({ rollout: { disruptionBudget: '25%' } }),
  'rollout.recycle.schedule': recycled({ schedule: '30 5 * * *' }),
  'rollout.recycle.timeZone': recycled({ timeZone: 'Europe/Berlin' }),
  'rollout.recycle.serviceAccount': recycled({ serviceAccount: 'other' }),
  'rollout.recycle.image': recycled({ image: 'curl:1' }),
  'rollout.revisionHistoryLimit': change({ rollout: { revisionHistoryLimit: 0 } }),
};
