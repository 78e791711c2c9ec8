import * as z from 'zod';
import { digestSchema, sourceSchema } from './source-schema.ts';

const file = { source: sourceSchema, sha256: digestSchema.optional() };

/** The files that an engine loads beside the weights, each with a source of its own. */
export const modelFiles = {
  /** What turns images and sound into what the model reads. */
  projector: z.strictObject(file).optional(),
  /** A small model that guesses ahead. */
  draft: z.strictObject(file).optional(),
  /** LoRA adapters. */
  adapters: z
    .array(z.strictObject({ ...file, scale: z.number().min(-100).max(100).optional() }))
    .min(1)
    .max(64)
    .optional(),
};
