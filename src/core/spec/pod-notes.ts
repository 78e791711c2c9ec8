import type { FieldNote } from './field-note.ts';

const asKubernetes = 'as Kubernetes has it';

/** The fields of what pods are beside their engine. */
export const podNotes: Readonly<Record<string, FieldNote>> = {
  'spec.pod': { says: 'What the pods are beside their engine.' },
  'spec.pod.priorityClass': {
    says: 'The name of an existing PriorityClass.',
    default: 'none',
    flag: '--priority-class',
  },
  'spec.pod.runtimeClass': { says: 'The name of an existing RuntimeClass.', default: 'none' },
  'spec.pod.labels': { says: 'More labels of the pods.', default: 'none' },
  'spec.pod.disruption': {
    says: 'Whether autoscalers of nodes spare the pods (protect) or may move them (allow).',
    default: 'what those autoscalers decide',
  },
  'spec.pod.annotations': { says: 'Annotations of the pods.', default: 'none' },
  'spec.pod.nodeSelector': { says: 'Labels that a node must have.', default: 'none' },
  'spec.pod.tolerations': {
    says: `More taints that are tolerated, ${asKubernetes}.`,
    default: 'that of the GPUs',
    kubernetes: 'Toleration',
  },
  'spec.pod.tolerations[].key': { says: 'The key of the taint.', default: 'every key' },
  'spec.pod.tolerations[].operator': {
    says: 'Whether the taint has the value, or only the key.',
    default: 'Equal',
  },
  'spec.pod.tolerations[].value': { says: 'The value of the taint.', default: 'an empty text' },
  'spec.pod.tolerations[].effect': { says: 'What the taint does.', default: 'every effect' },
  'spec.pod.tolerations[].tolerationSeconds': {
    says: 'How long a pod stays on a node that gets the taint, with the effect NoExecute.',
    default: 'for ever',
  },
  'spec.pod.affinity': {
    says: `Nodes and neighbours, ${asKubernetes}.`,
    default: 'none',
    kubernetes: 'Affinity',
  },
  'spec.pod.topologySpread': {
    says: `How pods are spread over a cluster, ${asKubernetes}; where no \`labelSelector\` says which pods count, those of the release do.`,
    default: 'none',
    kubernetes: 'TopologySpreadConstraint',
  },
  'spec.pod.volumes': {
    says: `More volumes, ${asKubernetes}.`,
    default: 'none',
    kubernetes: 'Volume',
  },
  'spec.pod.volumes[].name': { says: 'What mounts call the volume.' },
  'spec.pod.mounts': {
    says: `Where the engine finds them, ${asKubernetes}.`,
    default: 'none',
    kubernetes: 'VolumeMount',
  },
  'spec.pod.mounts[].name': { says: 'The name of the volume.' },
  'spec.pod.mounts[].mountPath': { says: 'Where the engine finds it.' },
  'spec.pod.pullSecrets': {
    says: 'Names of Secrets with logins of registries of images.',
    default: 'none',
  },
  'spec.pod.identity': {
    says: 'Whether pods run as user and group 10001, or as those that the cluster assigns to them, as OpenShift does.',
    default: 'fixed',
  },
  'spec.pod.security': {
    says: `Security context of the pod, ${asKubernetes}, laid over ours.`,
    default: 'what the restricted level asks for, as user 10001',
    kubernetes: 'PodSecurityContext',
  },
  'spec.pod.containerSecurity': {
    says: `Security context of its containers, ${asKubernetes}, laid over ours.`,
    default: 'what the restricted level asks for, with a root that cannot be written',
    kubernetes: 'SecurityContext',
  },
  'spec.pod.probes': { says: 'Checks in place of ours.' },
  'spec.pod.probes.startup': {
    says: `Tells that it has started, ${asKubernetes}.`,
    default: 'ours',
    kubernetes: 'Probe',
  },
  'spec.pod.probes.readiness': {
    says: `Tells that it can serve, ${asKubernetes}.`,
    default: 'ours',
    kubernetes: 'Probe',
  },
  'spec.pod.probes.liveness': {
    says: `Tells that it lives, ${asKubernetes}.`,
    default: 'ours',
    kubernetes: 'Probe',
  },
};
