import * as z from 'zod';
import type { EngineOptions } from '../intent/runtime-schema.ts';

const bytes = z.number().int().nonnegative();

/**
 * How the weights lie in memory, as it was computed before the first write of them. What an engine
 * has not is absent, such as layers on the host.
 */
export const resolvedFitSchema = z.looseObject({
  /** What was decided where nobody had said it; it lies under the options of the release. */
  options: z
    .custom<EngineOptions>((value) => typeof value === 'object' && value !== null)
    .optional(),
  /** How the GPUs share the model, where nobody had said it. */
  split: z
    .looseObject({
      /** All of it on one of them. */
      mode: z.literal('none').optional(),
      /** Which one, in their order. */
      mainGpu: z.number().int().nonnegative().optional(),
      ratio: z.array(z.number().int().nonnegative()).optional(),
    })
    .optional(),
  /** Layers on GPUs of all that there are; the output counts as one. */
  gpuLayers: z.number().int().nonnegative().optional(),
  layers: z.number().int().positive().optional(),
  /** GPUs in the order of the engine, then the host, of engines that use it. */
  places: z.array(
    z.looseObject({
      /** As the engine names it, such as `CUDA0`, or `host`. */
      id: z.string(),
      /** All that is taken once the model answers. */
      usedBytes: bytes,
      /** What of that the engine tells of in its log, as buffers. */
      toldBytes: bytes.optional(),
      /** What may be taken, where that was known. */
      limitBytes: bytes.optional(),
    }),
  ),
  /** What a pod asks for and may take of its node, in MiB, where nobody has said it. */
  memoryMebibytes: z.number().int().positive().optional(),
});

export type ResolvedFit = z.infer<typeof resolvedFitSchema>;
