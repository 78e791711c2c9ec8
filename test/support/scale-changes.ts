import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import type { FieldChange } from './field-changes.ts';

const change = (given: PartialIntent, beside: PartialIntent = {}): FieldChange => ({
  given,
  beside,
});

const autoscaled: PartialIntent = { scale: { autoscale: { max: 3 } } };

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
  'monitoring.podMonitor': change({ monitoring: { podMonitor: true } }),
  'monitoring.rules': change({ monitoring: { rules: true } }),
  'monitoring.labels': change(
    { monitoring: { labels: { release: 'prometheus' } } },
    { monitoring: { podMonitor: true } },
  ),
  'rollout.strategy': change({ rollout: { strategy: 'rolling' } }),
  'rollout.drainSeconds': change({ rollout: { drainSeconds: 600 } }),
  'rollout.disruptionBudget': change({ rollout: { disruptionBudget: '25%' } }),
  'rollout.revisionHistoryLimit': change({ rollout: { revisionHistoryLimit: 0 } }),
};
