import * as z from 'zod';

/** A piece of the Kubernetes API that is passed on; the API server judges what is in it. */
export const kubernetesPart = z.record(z.string(), z.unknown());

/** Far more than an object of Kubernetes has room for. */
export const mostItems = 10_000;

export const textMap = z
  .record(z.string(), z.string())
  .refine((map) => Object.keys(map).length <= mostItems, `is more than ${mostItems} names`);

export const textList = z.array(z.string()).max(mostItems);

/** A key of a Secret of the namespace. */
export const secretKey = z.strictObject({
  name: z.string(),
  key: z.string(),
  optional: z.boolean().optional(),
});

/** What a Kubernetes object has beside its spec. Only the name and the namespace mean something. */
const metadata = z.strictObject({
  name: z.string().min(1).max(253),
  namespace: z.string().max(63).optional(),
  labels: textMap.optional(),
  annotations: textMap.optional(),
  generateName: z.string().optional(),
  creationTimestamp: z.string().optional(),
  deletionGracePeriodSeconds: z.int().optional(),
  deletionTimestamp: z.string().optional(),
  finalizers: z.array(z.string()).optional(),
  generation: z.int().optional(),
  managedFields: z.array(kubernetesPart).optional(),
  ownerReferences: z.array(kubernetesPart).optional(),
  resourceVersion: z.string().optional(),
  selfLink: z.string().optional(),
  uid: z.string().optional(),
});

/** An object of the operator with such a spec. */
export function objectSchema<Kind extends string, Spec extends z.ZodType>(kind: Kind, spec: Spec) {
  return z.strictObject({
    apiVersion: z.literal(operatorVersion),
    kind: z.literal(kind),
    metadata,
    spec,
    status: kubernetesPart.optional(),
  });
}

/** The only version that the operator has. */
export const operatorVersion = 'inference.llmkube.dev/v1alpha1';
