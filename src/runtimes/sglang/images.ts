import type { Accelerator } from '../../core/intent/runtime-schema.ts';

/**
 * The images of SGLang's own builds, as others were seen to name them on 2026-11-29: those of the
 * version whose arguments the table has. The one for AMD is of the MI350 series; those for other
 * cards, for Intel and for processors have to be named. None was pulled by us.
 */
export const images: Readonly<Partial<Record<Accelerator, string>>> = {
  nvidia: 'docker.io/lmsysorg/sglang:v0.5.15.post1-cu129',
  amd: 'docker.io/lmsysorg/sglang:v0.5.15.post1-rocm720-mi35x',
};

/** The day on which they were seen under those names. */
export const imagesSeen = '2026-11-29';
