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
};
