import * as z from 'zod';
import { gpuSizes } from '../hardware/gpu-sizes.ts';
import { vendors } from '../hardware/vendors.ts';
import { objectName } from './object-name.ts';

/** An extended resource: a domain, a slash and a name. */
const resourceName = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/[a-zA-Z0-9]([-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/,
    'is not a resource of devices such as nvidia.com/gpu',
  );

const claim = z
  .strictObject({
    /** What the container calls it. */
    name: objectName,
    /** A ResourceClaim that is there. */
    claimName: objectName.optional(),
    /** A ResourceClaimTemplate, from which each pod gets a claim of its own. */
    templateName: objectName.optional(),
    /** Only this request of the claim. */
    request: objectName.optional(),
  })
  .refine(
    ({ claimName, templateName }) => (claimName === undefined) !== (templateName === undefined),
    'needs either `claimName` or `templateName`',
  );

/** What a release computes on. */
export const hardwareSchema = z.strictObject({
  gpus: z.int().min(0).max(64).optional(),
  vendor: z.enum(vendors).optional(),
  /** What the image is built with: what the vendor has for it, or Vulkan, which all know. */
  backend: z.enum(['vendor', 'vulkan']).optional(),
  resourceName: resourceName.optional(),
  /** The group that may open the render devices of a node. */
  renderGroup: z.int().min(1).max(4_294_967_294).optional(),
  tolerationKey: resourceName.optional(),
  /** Devices by dynamic resource allocation. */
  claims: z
    .array(claim)
    .min(1)
    .max(16)
    .refine(
      (claims) => new Set(claims.map(({ name }) => name)).size === claims.length,
      'have one name twice',
    )
    .optional(),
  /** A MIG profile. */
  mig: z
    .string()
    .regex(/^\d+g\.\d+gb(\.me|\.me\.all)?$/, 'is not a MIG profile such as 3g.20gb')
    .optional(),
  /** Of each GPU, or of one after another. */
  gpuMemory: z
    .string()
    .refine(
      (text) => gpuSizes(text).kind === 'sizes',
      'is no memory of GPUs such as 24Gi or 2x24Gi,16Gi',
    )
    .optional(),
  /** How the model is divided over several GPUs. */
  split: z
    .strictObject({
      mode: z.enum(['layer', 'row', 'none']).optional(),
      /** One share for each GPU. */
      ratio: z
        .array(z.int().min(0).max(1_000_000))
        .min(2)
        .max(64)
        .refine((shares) => shares.some((share) => share > 0), 'gives no GPU a share')
        .optional(),
    })
    .optional(),
  /** Whether what needs more memory than there is is refused, by default `enforce`. */
  memoryCheck: z.enum(['enforce', 'off']).optional(),
});

export type Hardware = z.infer<typeof hardwareSchema>;
