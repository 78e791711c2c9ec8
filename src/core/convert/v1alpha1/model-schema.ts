import * as z from 'zod';
import { kubernetesPart, objectSchema } from './object-schema.ts';

const resourceName = z
  .string()
  .regex(/^[a-z0-9.-]+\/[a-z0-9._-]+$/, 'is not DOMAIN/NAME of an extended resource');

const gpu = z.strictObject({
  enabled: z.boolean().optional(),
  count: z.int().min(0).max(8).optional(),
  memory: z.string().optional(),
  vendor: z.enum(['nvidia', 'amd', 'intel']).optional(),
  resourceName: resourceName.optional(),
  tolerationKey: resourceName.optional(),
  runtime: z.enum(['vulkan', 'rocm']).optional(),
  layers: z.int().min(-1).optional(),
  sharding: z
    .strictObject({
      strategy: z.enum(['layer', 'tensor', 'row', 'pipeline', 'none']).optional(),
      layerSplit: z.array(z.string()).optional(),
    })
    .optional(),
  resourceClaims: z
    .array(
      z
        .strictObject({
          name: z.string(),
          claimName: z.string().optional(),
          templateName: z.string().optional(),
        })
        .refine(
          ({ claimName, templateName }) =>
            (claimName === undefined) !== (templateName === undefined),
          'is not exactly one of claimName and templateName',
        ),
    )
    .max(16)
    .optional(),
});

/** The form of the operator's Model (v0.9.19): where weights are, and what they compute on. */
export const modelSchema = objectSchema(
  'Model',
  z.strictObject({
    source: z.string().min(1),
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, 'is not a sha256, 64 digits from 0 to f')
      .optional(),
    sourceSecretRef: z.strictObject({ name: z.string() }).optional(),
    refreshPolicy: z.enum(['IfNotPresent', 'OnChange']).optional(),
    prefetch: z.boolean().optional(),
    prefetchTolerations: z.array(kubernetesPart).optional(),
    format: z.enum(['gguf', 'mlx', 'safetensors', 'pytorch', 'custom']).optional(),
    quantization: z.string().optional(),
    hardware: z
      .strictObject({
        accelerator: z.enum(['cpu', 'metal', 'cuda', 'rocm', 'intel', 'vulkan']).optional(),
        gpu: gpu.optional(),
        memoryBudget: z.string().optional(),
        memoryFraction: z.number().optional(),
      })
      .optional(),
    resources: z
      .strictObject({ cpu: z.string().optional(), memory: z.string().optional() })
      .optional(),
    files: z.array(z.string()).optional(),
    mmproj: z.string().optional(),
  }),
);

export type ModelDocument = z.infer<typeof modelSchema>;
export type ModelSpec = ModelDocument['spec'];
