import * as z from 'zod';
import { engineBlocks } from './engine-blocks.ts';
import { llamaFields } from './llama-fields.ts';
import { kubernetesPart, objectSchema } from './object-schema.ts';
import { podFields } from './pod-fields.ts';

const lifecycleFields = {
  modelRef: z.string().min(1),
  runtime: z
    .enum(['llamacpp', 'llamacpp-router', 'personaplex', 'vllm', 'tgi', 'sglang', 'generic'])
    .optional(),
  mode: z.enum(['chat', 'embedding', 'rerank']).optional(),
  replicas: z.int().min(0).max(10).optional(),
  suspend: z.boolean().optional(),
  revisionHistoryLimit: z.int().min(0).optional(),
  autoscaling: z
    .strictObject({
      minReplicas: z.int().min(1).max(10).optional(),
      maxReplicas: z.int().min(1).max(100),
      metrics: z
        .array(
          z.strictObject({
            type: z.enum(['Pods', 'Resource']),
            name: z.string(),
            targetAverageValue: z.string().optional(),
            targetAverageUtilization: z.int().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
  image: z.string().optional(),
  maxPodLifetimeSeconds: z.int().min(1).optional(),
  maxPodLifetimeIdleTimeoutSeconds: z.int().min(0).optional(),
  rolloutPolicy: z
    .strictObject({
      waitForIdle: z.boolean().optional(),
      idleTimeoutSeconds: z.int().min(0).optional(),
      force: z.boolean().optional(),
    })
    .optional(),
  disruption: z
    .strictObject({
      protectStartup: z.boolean().optional(),
      protectAlways: z.boolean().optional(),
    })
    .optional(),
  slo: kubernetesPart.optional(),
};

const reachFields = {
  endpoint: z
    .strictObject({
      port: z.int().min(1).max(65535).optional(),
      path: z.string().optional(),
      type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']).optional(),
      nodePort: z.int().min(30000).max(32767).optional(),
      gateway: z
        .strictObject({
          enabled: z.boolean().optional(),
          gatewayRef: z
            .strictObject({ name: z.string(), namespace: z.string().optional() })
            .optional(),
          modelName: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
  containerPort: z.int().min(1).max(65535).optional(),
  bindAddress: z.string().optional(),
};

const resourceFields = {
  resources: z
    .strictObject({
      gpu: z.int().min(0).max(8).optional(),
      cpu: z.string().optional(),
      memory: z.string().optional(),
      hostMemory: z.string().optional(),
      ephemeralStorage: z.string().optional(),
      gpuMemory: z.string().optional(),
      gpuSharing: z
        .strictObject({
          mode: z.enum(['exclusive', 'shared', 'partitioned']).optional(),
          profile: z.string().optional(),
          memoryLimitGiB: z.int().min(1).optional(),
        })
        .optional(),
    })
    .optional(),
  skipModelInit: z.boolean().optional(),
  modelCache: z
    .strictObject({
      persistence: z.enum(['Cached', 'Ephemeral']).optional(),
      claimName: z.string().min(1).max(253).optional(),
    })
    .optional(),
};

/** The form of the operator's InferenceService (v0.9.19): who serves a Model, and how. */
export const serviceSchema = objectSchema(
  'InferenceService',
  z.strictObject({
    ...lifecycleFields,
    ...reachFields,
    ...resourceFields,
    ...llamaFields,
    ...podFields,
    ...engineBlocks,
  }),
);

export type ServiceDocument = z.infer<typeof serviceSchema>;
export type ServiceSpec = ServiceDocument['spec'];
