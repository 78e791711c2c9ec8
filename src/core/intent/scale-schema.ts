import * as z from 'zod';
import { behaviorSchema } from './behavior-schema.ts';
import { kedaSchema } from './keda-schema.ts';

const pods = z.int().max(10_000);

/** How many pods serve: a number, or the bounds and the aim of whoever decides it. */
export const scaleSchema = z.strictObject({
  replicas: pods.min(0).optional(),
  /** A HorizontalPodAutoscaler. */
  autoscale: z
    .strictObject({
      min: pods.min(1).optional(),
      max: pods.min(1),
      target: z
        .strictObject({
          /** Percent of what each pod asks for. */
          cpu: z.int().min(1).max(10_000).optional(),
          /** Of the pods, as the API of custom metrics has it. */
          metric: z
            .string()
            .regex(/^[^/%\s\p{Cc}]{1,253}$/u, 'is not the name of a metric')
            .optional(),
          /** Of that metric, for each pod. */
          value: z.number().min(0.001).max(1e12).optional(),
        })
        .optional(),
      behavior: behaviorSchema.optional(),
    })
    .optional(),
  keda: kedaSchema.optional(),
});

export type Scale = z.infer<typeof scaleSchema>;
export type Autoscale = NonNullable<Scale['autoscale']>;
