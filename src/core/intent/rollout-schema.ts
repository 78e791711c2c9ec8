import * as z from 'zod';

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
});

export type Rollout = z.infer<typeof rolloutSchema>;
