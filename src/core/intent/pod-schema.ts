import * as z from 'zod';
import { absolutePath } from '../text/absolute-path.ts';
import { freeKey } from './free-key.ts';
import { labelValue, objectName, qualifiedName } from './object-name.ts';

// Parts that Kubernetes describes and this program only hands on: the API server judges their
// insides, strictly and before anything is written.
const handedOn = z.record(z.string(), z.unknown());

const toleration = z
  .strictObject({
    key: z.string().optional(),
    operator: z.enum(['Exists', 'Equal']).optional(),
    value: z.string().optional(),
    effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
    tolerationSeconds: z.int().optional(),
  })
  .refine(
    ({ operator, value = '' }) => operator !== 'Exists' || value === '',
    'has a `value`, which `Exists` does not look at',
  )
  .refine(
    ({ key = '', operator }) => key !== '' || operator === 'Exists',
    'has no `key`, which only `Exists` can do without',
  )
  .refine(
    ({ effect, tolerationSeconds }) => tolerationSeconds === undefined || effect === 'NoExecute',
    'has `tolerationSeconds`, which only `NoExecute` counts',
  );

const ways = ['httpGet', 'tcpSocket', 'exec', 'grpc'];

const probe = handedOn.refine(
  (one) => ways.filter((way) => one[way] !== undefined).length === 1,
  `has to have one of ${ways.map((way) => `\`${way}\``).join(', ')}`,
);

const namedPart = z.looseObject({
  name: z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'is not a name of a volume'),
});

/** Folders that are mounted in every pod already. */
const ownFolders: ReadonlySet<string> = new Set(['/models', '/tmp', '/dev/shm', '/etc/llmkube']);

const mount = z.looseObject({
  name: z.string(),
  mountPath: z
    .string()
    .refine((text) => !ownFolders.has(absolutePath(text)), 'is a folder of llmkube'),
});

function areDifferent(names: readonly unknown[]): boolean {
  return new Set(names).size === names.length;
}

/** Names that the volumes of a pod have already. */
const ownVolumes: ReadonlySet<string> = new Set([
  'source',
  'weights',
  'cache',
  'scratch',
  'authorities',
  'shared-memory',
]);

/** What the pods of a release are beside their engine; each part as Kubernetes has it. */
export const podSchema = z.strictObject({
  priorityClass: objectName.optional(),
  runtimeClass: objectName.optional(),
  labels: z.record(freeKey, labelValue).optional(),
  /** Whether those who remove nodes for their own reasons spare the pods. */
  disruption: z.enum(['protect', 'allow']).optional(),
  annotations: z.record(freeKey, z.string()).optional(),
  nodeSelector: z.record(qualifiedName, labelValue).optional(),
  tolerations: z.array(toleration).optional(),
  affinity: handedOn.optional(),
  topologySpread: z.array(handedOn).optional(),
  volumes: z
    .array(
      namedPart.refine(({ name }) => !ownVolumes.has(name), 'has the name of a volume of llmkube'),
    )
    .refine((all) => areDifferent(all.map(({ name }) => name)), 'have one name twice')
    .optional(),
  mounts: z
    .array(mount)
    .refine(
      (all) => areDifferent(all.map(({ mountPath }) => absolutePath(mountPath))),
      'have one folder twice',
    )
    .optional(),
  /** Names of Secrets with logins of registries. */
  pullSecrets: z.array(objectName).optional(),
  /** Whose user and group the pods run as: numbers of ours, or what the cluster assigns. */
  identity: z.enum(['fixed', 'assigned']).optional(),
  /** The security context of the pod, laid over ours. */
  security: handedOn.optional(),
  /** The security context of its containers, laid over ours. */
  containerSecurity: handedOn.optional(),
  /** Each in place of ours. */
  probes: z
    .strictObject({
      startup: probe.optional(),
      readiness: probe.optional(),
      liveness: probe.optional(),
    })
    .optional(),
});

export type PodSettings = z.infer<typeof podSchema>;
