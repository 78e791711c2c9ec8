import type { Accelerator } from '../../core/intent/runtime-schema.ts';

/**
 * The images of text-generation-inference's own builds, of the last version that its project made,
 * as others were seen to name them on 2026-11-29, but for those that were derived. None was pulled
 * by us.
 */
export const images: Readonly<Partial<Record<Accelerator, string>>> = {
  cpu: 'ghcr.io/huggingface/text-generation-inference:3.3.7-intel-cpu',
  nvidia: 'ghcr.io/huggingface/text-generation-inference:3.3.7',
  amd: 'ghcr.io/huggingface/text-generation-inference:3.3.7-rocm',
  intel: 'ghcr.io/huggingface/text-generation-inference:3.3.7-intel-xpu',
};

/** The day on which they were seen under those names. */
export const imagesSeen = '2026-11-29';

/** Those that nobody was seen to name. */
export const imagesDerived: Readonly<Partial<Record<Accelerator, string>>> = {
  amd: 'the ending of earlier versions, 3.3.5 and 3.3.6',
  intel: 'the ending of earlier versions, 3.3.5 and 3.3.6',
};
