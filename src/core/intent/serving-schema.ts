import * as z from 'zod';
import { servingModes } from './serving-modes.ts';

/** Ways to guess tokens ahead with another model, `model.draft`. */
export const draftMethods = ['draft-simple', 'draft-eagle3'] as const;

/** Every way to guess tokens ahead. */
export const speculativeMethods = [
  ...draftMethods,
  'ngram-simple',
  'ngram-map-k',
  'ngram-map-k4v',
  'ngram-mod',
  'ngram-cache',
  'draft-mtp',
] as const;

/** How the model is served, in the words that all engines share. */
export const servingSchema = z.strictObject({
  mode: z.enum(servingModes).optional(),
  /** In tokens, of one conversation. */
  contextLength: z.int().min(1).max(100_000_000).optional(),
  /** Conversations at the same time. */
  concurrency: z.int().min(1).max(1024).optional(),
  speculative: z
    .strictObject({
      method: z.enum(speculativeMethods),
      /** Guessed at a time, at most. */
      tokens: z.int().min(1).max(1024).optional(),
      /** Below it a guess is not tried. */
      minProbability: z.number().min(0).max(1).optional(),
    })
    .optional(),
});

export type Serving = z.infer<typeof servingSchema>;
