import * as z from 'zod';
import { kubernetesPart, mostItems, textList, textMap } from './object-schema.ts';

const keyOfObject = z.strictObject({
  name: z.string(),
  key: z.string(),
  optional: z.boolean().optional(),
});

const variable = z.strictObject({
  name: z.string().min(1),
  value: z.string().optional(),
  valueFrom: z
    .strictObject({
      secretKeyRef: keyOfObject.optional(),
      configMapKeyRef: keyOfObject.optional(),
      fieldRef: z
        .strictObject({ fieldPath: z.string(), apiVersion: z.literal('v1').optional() })
        .optional(),
      resourceFieldRef: kubernetesPart.optional(),
      fileKeyRef: kubernetesPart.optional(),
    })
    .optional(),
});

/** What the operator's InferenceService says of its process and of its pods. */
export const podFields = {
  command: textList.optional(),
  args: textList.optional(),
  extraArgs: textList.optional(),
  env: z.array(variable).max(mostItems).optional(),
  extraVolumes: z.array(kubernetesPart).optional(),
  extraVolumeMounts: z.array(kubernetesPart).optional(),
  tolerations: z.array(kubernetesPart).optional(),
  nodeSelector: textMap.optional(),
  podAnnotations: textMap.optional(),
  podLabels: textMap.optional(),
  topologySpreadConstraints: z.array(kubernetesPart).optional(),
  affinity: kubernetesPart.optional(),
  runtimeClassName: z.string().optional(),
  imagePullSecrets: z.array(z.strictObject({ name: z.string() })).optional(),
  priority: z.enum(['critical', 'high', 'normal', 'low', 'batch']).optional(),
  priorityClassName: z.string().optional(),
  evictionProtection: z.boolean().optional(),
  podSecurityContext: kubernetesPart.optional(),
  securityContext: kubernetesPart.optional(),
  probeOverrides: z
    .strictObject({
      startup: kubernetesPart.optional(),
      liveness: kubernetesPart.optional(),
      readiness: kubernetesPart.optional(),
    })
    .optional(),
};

export type Variable = z.infer<typeof variable>;
