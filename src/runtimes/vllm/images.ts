import type { Accelerator } from '../../core/intent/runtime-schema.ts';

/**
 * The images of vLLM's own builds, as they were named on 2026-11-29: those of the version whose
 * package was read for the arguments. For processors and for ROCm others were seen to
 * pull them by digest. None was pulled by us, and for Intel there is none of that version.
 */
export const images: Readonly<Partial<Record<Accelerator, string>>> = {
  cpu: 'docker.io/vllm/vllm-openai-cpu:v0.25.1',
  nvidia: 'docker.io/vllm/vllm-openai:v0.25.1',
  amd: 'docker.io/vllm/vllm-openai-rocm:v0.25.1',
};

/** The day on which they were seen under those names. */
export const imagesSeen = '2026-11-29';
