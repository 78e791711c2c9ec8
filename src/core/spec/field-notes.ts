/** What people want to know of one field of a spec. */
export interface FieldNote {
  /** One sentence. */
  readonly says: string;
  /** In words; absent where nothing is assumed. */
  readonly default?: string;
  /** The flag of `deploy` that is the same field. */
  readonly flag?: string;
}

const download = 'of the download in a pod';

/** Every field by its path; a test holds it against the schema, and the flags against `deploy`. */
export const fieldNotes: Readonly<Record<string, FieldNote>> = {
  apiVersion: { says: 'The version of this form.' },
  kind: { says: 'The kind of the document.' },
  metadata: { says: 'What the release is called.' },
  'metadata.name': { says: 'The name of the release.' },
  'metadata.namespace': {
    says: 'The namespace it lives in; not on one machine.',
    default: 'that of --namespace, else of the context',
    flag: '--namespace',
  },
  spec: { says: 'All that is wanted of the release.' },
  'spec.model': { says: 'Which weights are served, and as what.' },
  'spec.model.id': {
    says: 'The name that clients send.',
    default: 'the name of the release',
  },
  'spec.model.source': {
    says: 'A URL of a GGUF file, ORG/REPO[:QUANT], hf://ORG/REPO/FILE, pvc://CLAIM/PATH, or a path with --local, read from the folder of the document.',
    flag: '--source',
  },
  'spec.model.sha256': {
    says: 'The digest that the downloaded file must have.',
    default: 'what the source tells, else not checked',
    flag: '--sha256',
  },
  'spec.model.tokenSecret': {
    says: 'The Secret whose value is shown to the source.',
    flag: '--token-secret',
  },
  'spec.model.tokenSecret.name': { says: 'The name of the Secret.' },
  'spec.model.tokenSecret.key': { says: 'The key of the value in it.' },
  'spec.runtime': { says: 'Which engine serves it.' },
  'spec.runtime.kind': { says: 'The engine.' },
  'spec.runtime.image': {
    says: 'The image of the engine; a machine has an engine of its own.',
    flag: '--image',
  },
  'spec.serving': { says: 'How it is served.' },
  'spec.serving.contextLength': {
    says: 'Tokens that one conversation may hold.',
    default: '8192',
    flag: '--context-length',
  },
  'spec.hardware': { says: 'What it computes on.' },
  'spec.hardware.gpus': {
    says: 'How many NVIDIA GPUs each pod gets.',
    default: '0',
    flag: '--gpus',
  },
  'spec.hardware.memoryCheck': {
    says: 'Whether a machine refuses what needs more memory than is free.',
    default: 'enforce',
    flag: '--memory-check',
  },
  'spec.resources': { says: 'What each pod asks for.' },
  'spec.resources.cpu': { says: 'Processors.', default: 'not said', flag: '--cpu' },
  'spec.resources.memory': {
    says: 'Memory that is asked for, and the limit of it.',
    default: 'not said',
    flag: '--memory',
  },
  'spec.cache': { says: 'Where the weights are kept.' },
  'spec.cache.mode': {
    says: 'In a claim of the release, in one that the releases of a namespace share, in a claim of the user, or not at all.',
    default: 'release',
    flag: '--cache',
  },
  'spec.cache.claim': { says: 'The claim of mode `claim`.', flag: '--cache' },
  'spec.cache.size': {
    says: 'The size of the claim that is made.',
    default: 'what the weights need',
    flag: '--cache-size',
  },
  'spec.scale': { says: 'How many serve it.' },
  'spec.scale.replicas': {
    says: 'Pods that serve; 0 stops the release.',
    default: 'what somebody scaled it to, else 1',
    flag: '--replicas',
  },
  'spec.network': { says: `The network ${download}.` },
  'spec.network.authorities': {
    says: `Certificate authorities ${download}, as PEM.`,
    default: 'those of its image',
    flag: '--ca-file',
  },
  'spec.network.proxy': { says: `The proxy ${download}.`, default: 'none' },
  'spec.network.proxy.url': { says: 'Its URL, without a login.', flag: '--download-proxy' },
  'spec.network.proxy.noProxy': {
    says: 'Hosts that are reached without it, separated by commas.',
    default: 'none',
    flag: '--download-no-proxy',
  },
  'spec.pod': { says: 'What the pods are beside their engine.' },
  'spec.pod.priorityClass': {
    says: 'The name of an existing PriorityClass.',
    default: 'none',
    flag: '--priority-class',
  },
};
