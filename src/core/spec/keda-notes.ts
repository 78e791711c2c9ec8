import type { FieldNote } from './field-note.ts';

/** The fields of what KEDA is told. */
export const kedaNotes: Readonly<Record<string, FieldNote>> = {
  'spec.scale.keda': {
    says: 'A ScaledObject by which KEDA, which the cluster must have, decides how many pods serve.',
    default: 'none, the number stays as it is',
  },
  'spec.scale.keda.min': {
    says: 'The least number of pods; 0 needs a schedule, or a query of what waits outside of them.',
    default: '1',
  },
  'spec.scale.keda.max': { says: 'The greatest number of pods.' },
  'spec.scale.keda.idle': {
    says: 'That there are no pods while nothing asks for one, and `min` as soon as something does.',
    default: 'there are never fewer than `min`',
  },
  'spec.scale.keda.pollingSeconds': {
    says: 'How often KEDA looks whether to start the first pod.',
    default: 'that of KEDA: 30',
  },
  'spec.scale.keda.cooldownSeconds': {
    says: 'How long nothing has asked for a pod before the last one ends.',
    default: '300, or as long as the weights may take to load where that is more',
  },
  'spec.scale.keda.prometheus': {
    says: 'Asks for pods by what a Prometheus knows.',
    default: 'not asked',
  },
  'spec.scale.keda.prometheus.server': {
    says: 'The URL of the Prometheus, as KEDA reaches it, such as http://prometheus.monitoring:9090.',
  },
  'spec.scale.keda.prometheus.query': {
    says: 'What it is asked, in PromQL.',
    default:
      'the requests of the pods, those that wait too, where the runtime names metrics of them',
  },
  'spec.scale.keda.prometheus.value': {
    says: 'How much of what the query finds each pod should have.',
    default: '2 where the query is that of the runtime',
  },
  'spec.scale.keda.prometheus.authentication': {
    says: 'What KEDA logs in with there.',
    default: 'nothing',
  },
  'spec.scale.keda.prometheus.authentication.name': {
    says: 'The object of KEDA that has the login.',
  },
  'spec.scale.keda.prometheus.authentication.kind': {
    says: 'Whether that is of the namespace or of the cluster.',
    default: 'TriggerAuthentication, of the namespace',
  },
  'spec.scale.keda.prometheus.authentication.mode': {
    says: 'What kind of login it is.',
    default: 'none: the pod of KEDA is known there by itself',
  },
  'spec.scale.keda.schedule': {
    says: 'Times in which there are pods.',
    default: 'none',
  },
  'spec.scale.keda.schedule[].timeZone': {
    says: 'The zone of those times, such as Europe/Berlin.',
  },
  'spec.scale.keda.schedule[].start': {
    says: 'When such a time begins, as cron has it: minute, hour, day, month, weekday.',
  },
  'spec.scale.keda.schedule[].end': { says: 'When it ends.' },
  'spec.scale.keda.schedule[].replicas': {
    says: 'How many pods there are then at least.',
    default: '1',
  },
  'spec.scale.keda.behavior': {
    says: 'How fast the number may change, as Kubernetes has it.',
    default: 'that of Kubernetes: more pods at once, fewer after five minutes',
    kubernetes: 'HorizontalPodAutoscalerBehavior',
  },
};
