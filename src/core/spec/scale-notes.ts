import type { FieldNote } from './field-note.ts';

/** The fields of how many pods serve, and how they are replaced. */
export const scaleNotes: Readonly<Record<string, FieldNote>> = {
  'spec.scale': { says: 'How many serve it.' },
  'spec.scale.replicas': {
    says: 'Pods that serve; 0 stops the release.',
    default: 'what somebody scaled it to, else 1',
    flag: '--replicas',
  },
  'spec.scale.autoscale': {
    says: 'A HorizontalPodAutoscaler that decides how many pods serve.',
    default: 'none, the number stays as it is',
  },
  'spec.scale.autoscale.min': { says: 'The least number of pods.', default: '1' },
  'spec.scale.autoscale.max': { says: 'The greatest number of pods.' },
  'spec.scale.autoscale.target': {
    says: 'What each pod should have to do; where it has more, there will be more pods.',
    default: '2 requests at a time, by the metric of the runtime',
  },
  'spec.scale.autoscale.target.cpu': {
    says: 'Percent of `resources.cpu` that is used.',
    default: 'not looked at',
  },
  'spec.scale.autoscale.target.metric': {
    says: 'A metric of the pods, as the API of custom metrics names it.',
    default: 'the requests that the engine works on, where the runtime names that metric',
  },
  'spec.scale.autoscale.target.value': {
    says: 'How much of that metric each pod should have.',
    default: '2 where the metric is that of the runtime',
  },
  'spec.scale.autoscale.behavior': {
    says: 'How fast the number may change, as Kubernetes has it.',
    default: 'that of Kubernetes: more pods at once, fewer after five minutes',
    kubernetes: 'HorizontalPodAutoscalerBehavior',
  },
  'spec.rollout': { says: 'How it gets from one revision to the next.' },
  'spec.rollout.revisionHistoryLimit': {
    says: 'How many old ReplicaSets Kubernetes keeps.',
    default: '3',
  },
  'spec.monitoring': {
    says: 'Objects of the Prometheus operator, which the cluster must have.',
  },
  'spec.monitoring.podMonitor': {
    says: 'Whether a PodMonitor has the metrics of the engine read.',
    default: 'false',
  },
  'spec.monitoring.rules': {
    says: 'Whether a PrometheusRule alerts when requests wait or nothing comes of them.',
    default: 'false',
  },
  'spec.monitoring.labels': {
    says: 'Labels of those objects, by which a Prometheus finds them.',
    default: 'none beside ours',
  },
  'spec.rollout.strategy': {
    says: 'Whether all pods end before the first new one starts (recreate), one after another is replaced (rolling), or a new one is there before an old one ends (surge).',
    default: 'rolling where no GPU and no claim that one node mounts is in the way, else recreate',
  },
  'spec.rollout.drainSeconds': {
    says: 'How long requests may take to end when a pod is to; pods restart when it changes.',
    default: 'they are cut off where the engine does not wait for them',
  },
  'spec.rollout.disruptionBudget': {
    says: 'How many pods may be taken from their nodes at one time, as a number or a share such as 25%; none makes no PodDisruptionBudget.',
    default: '1 where there may be more than one pod, else none',
  },
  'spec.rollout.recycle': {
    says: 'A CronJob that replaces the pods at times of a clock.',
    default: 'none, pods get as old as they get',
  },
  'spec.rollout.recycle.schedule': {
    says: 'When, as cron has it: minute, hour, day, month, weekday.',
  },
  'spec.rollout.recycle.timeZone': {
    says: 'The zone of those times, such as Europe/Berlin.',
    default: 'UTC',
  },
  'spec.rollout.recycle.serviceAccount': {
    says: 'An account of the namespace that may patch the Deployment; you make it.',
  },
  'spec.rollout.recycle.image': {
    says: 'An image with a shell and curl in it.',
    default: 'that of the engine',
  },
};
