import type { Accelerator } from '../../core/intent/runtime-schema.ts';

/**
 * The images of llama.cpp's own builds, as they were named on 2026-11-29. Not each build is
 * published for each kind, so each has the newest one that others were seen to pull: build 11206
 * for processors and for CUDA 12, 11277 for ROCm, 10820 for SYCL,
 * 11382 for Vulkan. None was pulled by us.
 */
export const images = {
  cpu: 'ghcr.io/ggml-org/llama.cpp:server-b11206',
  nvidia: 'ghcr.io/ggml-org/llama.cpp:server-cuda-b11206',
  amd: 'ghcr.io/ggml-org/llama.cpp:server-rocm-b11277',
  vulkan: 'ghcr.io/ggml-org/llama.cpp:server-vulkan-b11382',
  intel: 'ghcr.io/ggml-org/llama.cpp:server-intel-b10820',
} as const satisfies Record<Accelerator, string>;

/** The day on which they were seen under those names. */
export const imagesSeen = '2026-11-29';
