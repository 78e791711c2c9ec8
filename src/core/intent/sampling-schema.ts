import * as z from 'zod';

const penalty = z.number().min(-100).max(100);

/** How the next token is chosen: what each value may be, by its name in a spec and a catalog. */
export const samplingFields = {
  temperature: z.number().min(0).max(100),
  topP: z.number().min(0).max(1),
  topK: z.int().min(0).max(10_000_000),
  minP: z.number().min(0).max(1),
  repeatPenalty: z.number().positive().max(100),
  presencePenalty: penalty,
} as const;

/** Some of those values. */
export const samplingSchema = z.strictObject(samplingFields).partial();
