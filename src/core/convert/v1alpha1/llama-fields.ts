import * as z from 'zod';

const cacheType = z.enum(['f16', 'f32', 'q8_0', 'q4_0', 'q4_1', 'q5_0', 'q5_1', 'iq4_nl']);

/** What the operator's InferenceService says to llama.cpp, at the top of its spec. */
export const llamaFields = {
  contextSize: z.int().min(128).max(2_097_152).optional(),
  ropeScaling: z
    .strictObject({
      type: z.enum(['linear', 'yarn', 'longrope']).optional(),
      factor: z
        .string()
        .regex(/^[0-9]{1,9}(\.[0-9]{1,9})?$/, 'is not a number in quotes')
        .optional(),
      originalContext: z.int().min(128).optional(),
    })
    .optional(),
  parallelSlots: z.int().min(1).max(64).optional(),
  flashAttention: z.boolean().optional(),
  jinja: z.boolean().optional(),
  cacheTypeK: cacheType.optional(),
  cacheTypeV: cacheType.optional(),
  cacheTypeCustomK: z.string().optional(),
  cacheTypeCustomV: z.string().optional(),
  moeCPUOffload: z.boolean().optional(),
  moeCPULayers: z.int().min(0).optional(),
  noKvOffload: z.boolean().optional(),
  noWarmup: z.boolean().optional(),
  speculativeDecoding: z
    .strictObject({
      type: z
        .enum([
          ...(['none', 'disabled', 'mtp', 'draft', 'draft-simple', 'draft-eagle3'] as const),
          ...(['draft-mtp', 'draft-dflash', 'draft-dspark', 'ngram-simple'] as const),
          ...(['ngram-map-k', 'ngram-map-k4v', 'ngram-mod', 'ngram-cache'] as const),
        ])
        .optional(),
      draftModelRef: z.string().optional(),
      draftModel: z.string().optional(),
      nDraftMax: z.int().min(1).optional(),
      pMin: z.number().min(0).max(1).optional(),
    })
    .optional(),
  reasoningBudget: z.int().min(0).optional(),
  reasoningBudgetMessage: z.string().optional(),
  metadataOverrides: z.array(z.string()).optional(),
  tensorOverrides: z.array(z.string()).optional(),
  batchSize: z.int().min(1).max(16_384).optional(),
  uBatchSize: z.int().min(1).optional(),
};
