import * as z from 'zod';
import { cronSchedule, timeZone } from './cron-schema.ts';
import { objectName } from './object-name.ts';
import { imageReference } from './runtime-schema.ts';

const recycleSchema = z.strictObject({
  schedule: cronSchedule,
  timeZone: timeZone.optional(),
  /** May change the Deployment; whoever makes it hands on a right of his own. */
  serviceAccount: objectName,
  /** With a shell and curl in it. */
  image: z.string().regex(imageReference, 'is not an image reference').optional(),
});

/** How pods are replaced, and what they are kept from. */
export const rolloutSchema = z.strictObject({
  /** Old ReplicaSets that Kubernetes keeps. */
  revisionHistoryLimit: z.int().min(0).max(1000).optional(),
  strategy: z.enum(['recreate', 'rolling', 'surge']).optional(),
  /** That requests have to end when a pod is to. */
  drainSeconds: z.int().min(1).max(86_400).optional(),
  /** Pods that may be taken from their nodes at one time, or that nothing is said about it. */
  disruptionBudget: z
    .union(
      [
        z.literal('none'),
        z.int().min(0).max(10_000),
        z.string().regex(/^([1-9]\d?|100)%$/, 'is not a share such as 25%'),
      ],
      'is neither a whole number, nor a share such as 25%, nor `none`',
    )
    .optional(),
  /** When all pods are replaced although nothing has changed. */
  recycle: recycleSchema.optional(),
});

export type Recycle = z.infer<typeof recycleSchema>;
export type Rollout = z.infer<typeof rolloutSchema>;
