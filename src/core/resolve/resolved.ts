import { z } from 'zod';

/**
 * Every number and name of a release fixed. It is stored with each revision, so that a default
 * of a newer version never reaches a release that did not ask for it.
 */
export const resolvedSchema = z.looseObject({
  /** The name clients send. */
  modelId: z.string(),
  runtime: z.string(),
  image: z.string(),
  model: z.looseObject({
    /** Where the weights are fetched from. */
    url: z.string(),
    /** Absent when the source did not tell. */
    bytes: z.number().int().positive().optional(),
    /** Places inside the cache. */
    folder: z.string(),
    file: z.string(),
    marker: z.string(),
  }),
  /** In tokens. */
  contextLength: z.number().int().positive(),
  replicas: z.number().int().nonnegative(),
  cacheBytes: z.number().int().positive(),
  /** How long the engine may take to load the weights before it is started again. */
  startupSeconds: z.number().int().positive(),
});

export type Resolved = z.infer<typeof resolvedSchema>;
