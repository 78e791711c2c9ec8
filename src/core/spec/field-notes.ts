import type { Runtime } from '../runtime.ts';
import { defaultAmong } from './default-among.ts';
import type { FieldNote } from './field-note.ts';
import { kedaNotes } from './keda-notes.ts';
import { modelNotes } from './model-notes.ts';
import { networkNotes } from './network-notes.ts';
import { podNotes } from './pod-notes.ts';
import { scaleNotes } from './scale-notes.ts';

/** Every field by its path; a test holds it against the schema, and the flags against `deploy`. */
export function fieldNotes(
  runtimes: readonly Pick<Runtime, 'name' | 'notes' | 'fieldWords' | 'fieldDefaults'>[],
): Readonly<Record<string, FieldNote>> {
  const shared: Readonly<Record<string, FieldNote>> = {
    ...sharedNotes,
    ...networkNotes,
    ...modelNotes,
    ...podNotes,
    ...scaleNotes,
    ...kedaNotes,
  };
  const notes = Object.entries(shared).map(([path, note]) => {
    const assumed = defaultAmong(runtimes, path, note.default);
    return [path, assumed === undefined ? note : { ...note, default: assumed }];
  });
  return Object.assign(Object.fromEntries(notes), ...runtimes.map((runtime) => runtime.notes));
}

const sharedNotes: Readonly<Record<string, FieldNote>> = {
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
    says: 'A URL of a GGUF file, ORG/REPO[:QUANT], hf://ORG/REPO/FILE, s3://BUCKET/KEY, pvc://CLAIM/PATH, or a path with --local, read from the folder of the document; hf://ORG/REPO[@REVISION] is all of it for engines that take repositories.',
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
  'spec.runtime.kind': { says: 'The engine.', flag: '--runtime' },
  'spec.runtime.image': {
    says: 'The image of the engine; a machine has an engine of its own.',
    default: 'the one of its makers for what it computes on',
    flag: '--image',
  },
  'spec.runtime.command': {
    says: 'What is started in place of the entry point of the image.',
    default: 'that entry point',
  },
  'spec.runtime.args': {
    says: 'Arguments of the engine, after those that come of the other fields; on the command line they follow `--`.',
    default: 'none',
  },
  'spec.runtime.env': {
    says: 'Variables of the engine by their names: a text, `secret: {name, key}`, `configMap: {name, key}` or `field: PATH` of the pod.',
    default: 'none',
    flag: '--env',
  },
  'spec.runtime.envFrom': {
    says: 'Objects whose keys are variables of the engine, each `secret: NAME` or `configMap: NAME` and perhaps a `prefix`.',
    default: 'none',
    flag: '--env-from-secret',
  },
  'spec.runtime.env.NAME.secret': { says: 'The Secret that the value is in.' },
  'spec.runtime.env.NAME.secret.name': { says: 'The name of the Secret.' },
  'spec.runtime.env.NAME.secret.key': { says: 'The key of the value in it.' },
  'spec.runtime.env.NAME.configMap': { says: 'The ConfigMap that the value is in.' },
  'spec.runtime.env.NAME.configMap.name': { says: 'The name of the ConfigMap.' },
  'spec.runtime.env.NAME.configMap.key': { says: 'The key of the value in it.' },
  'spec.runtime.env.NAME.field': {
    says: 'The path of the field of the pod that is the value, such as status.podIP.',
  },
  'spec.runtime.envFrom[].secret': { says: 'The name of a Secret.', flag: '--env-from-secret' },
  'spec.runtime.envFrom[].configMap': { says: 'The name of a ConfigMap.' },
  'spec.runtime.envFrom[].prefix': {
    says: 'What the names of the variables start with, before the key.',
    default: 'nothing',
  },
  'spec.serving': { says: 'How it is served.' },
  'spec.serving.mode': {
    says: 'Whether it is asked for answers, for vectors or for an order of documents.',
    default: 'chat',
    flag: '--mode',
  },
  'spec.serving.concurrency': {
    says: 'Conversations at the same time, each with its own context.',
    default: 'what the engine decides',
    flag: '--concurrency',
  },
  'spec.serving.speculative': { says: 'Tokens that are guessed ahead.', default: 'none' },
  'spec.serving.speculative.method': { says: 'How they are guessed.' },
  'spec.serving.speculative.tokens': {
    says: 'How many at a time, at most.',
    default: 'what the engine decides',
  },
  'spec.serving.speculative.minProbability': {
    says: 'How likely a guess must be to be tried, from 0 to 1.',
    default: 'what the engine decides',
  },
  'spec.serving.contextLength': {
    says: 'Tokens that one conversation may hold.',
    default: '8192',
    flag: '--context-length',
  },
  'spec.hardware': { says: 'What it computes on.' },
  'spec.hardware.gpus': {
    says: 'How many GPUs each pod gets.',
    default: '0',
    flag: '--gpus',
  },
  'spec.hardware.vendor': {
    says: 'Whose GPUs they are.',
    default: 'what the name of the resource tells, or else nvidia',
    flag: '--gpu-vendor',
  },
  'spec.hardware.backend': {
    says: 'What the image is built with: what the vendor has for its GPUs, or Vulkan, which all of them know.',
    default: 'vendor: CUDA, ROCm or SYCL',
  },
  'spec.hardware.renderGroup': {
    says: 'The number of the group that may open the render devices of the nodes, where their plugin leaves that to pods.',
    default: 'none',
  },
  'spec.hardware.resourceName': {
    says: 'The resource that they are asked for by.',
    default: 'nvidia.com/gpu, amd.com/gpu or gpu.intel.com/i915',
  },
  'spec.hardware.tolerationKey': {
    says: 'The taint of their nodes that is tolerated.',
    default: 'the name of the resource',
  },
  'spec.hardware.claims': {
    says: 'Devices by dynamic resource allocation, each with a `name` and a `claimName` or a `templateName`.',
    default: 'none',
  },
  'spec.hardware.claims[].name': { says: 'What the pod calls the claim.' },
  'spec.hardware.claims[].claimName': { says: 'The name of a ResourceClaim that is there.' },
  'spec.hardware.claims[].templateName': {
    says: 'The name of a ResourceClaimTemplate, of which each pod gets a claim of its own.',
  },
  'spec.hardware.claims[].request': {
    says: 'The one request of the claim whose devices the engine gets.',
    default: 'those of all',
  },
  'spec.hardware.mig': { says: 'The profile of a MIG device of NVIDIA.', default: 'a whole GPU' },
  'spec.hardware.gpuMemory': {
    says: 'Memory of each GPU, such as 24Gi, or of one after another, such as 2x24Gi,16Gi.',
    default: 'what the profile or the nodes of the cluster say',
    flag: '--gpu-memory',
  },
  'spec.hardware.split': { says: 'How several GPUs share the model.' },
  'spec.hardware.split.mode': {
    says: 'Whether they share its layers, the rows of its tensors or nothing.',
    default: 'layer',
  },
  'spec.hardware.split.ratio': {
    says: 'A share for each GPU, such as [3, 1].',
    default: 'what the engine decides',
  },
  'spec.hardware.memoryCheck': {
    says: 'Whether what needs more memory than there is is refused before it is started.',
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
  'spec.resources.ephemeral': {
    says: 'Room on the disk of the node that is asked for, and the limit of it.',
    default: 'not said',
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
  'spec.cache.class': {
    says: 'The StorageClass of the claim that is made.',
    default: 'the one of the cluster',
  },
  'spec.cache.access': {
    says: 'How nodes may mount the claim that is made.',
    default: 'ReadWriteOnce',
  },
};
