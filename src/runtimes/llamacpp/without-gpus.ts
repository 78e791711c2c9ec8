import type { EngineIntent, EngineRule } from '../../core/intent/runtime-schema.ts';
import { valueAt } from '../../core/value-at.ts';
import { optionAt } from '../engine-field.ts';
import { hasGpus } from '../parallel.ts';

/** Fields that say what lies on GPUs and what does not. */
const ofGpus = ['gpuLayers', 'kvCache.location', 'moe.cpuLayers', 'opOffload'];

/** Buffers of GPUs, as `llama-server` names them. */
const gpuBuffer = /^(CUDA|ROCm|MUSA|SYCL|Vulkan|OpenCL|WebGPU|CANN|Metal)/i;

// Another image may be built for GPUs that a node shows without being asked for them.
function isForProcessors(intent: EngineIntent): boolean {
  return !hasGpus(intent) && valueAt(intent.whole, ['runtime', 'image']) === undefined;
}

/** What has no effect in a pod without GPUs, whose image is then built for processors alone. */
export const withoutGpus: readonly EngineRule[] = [
  ...ofGpus.map(
    (field): EngineRule => ({
      path: ['runtime', 'llamacpp', ...field.split('.')],
      message:
        'has no effect without `hardware.gpus` or `hardware.claims`: the image is one for processors',
      ofPods: true,
      breaks: (intent) => isForProcessors(intent) && optionAt(intent.options, field) !== undefined,
    }),
  ),
  {
    path: ['runtime', 'llamacpp', 'tensorOverrides'],
    message:
      'has a buffer of GPUs, of which there are none without `hardware.gpus` or `hardware.claims`',
    ofPods: true,
    breaks: (intent) =>
      isForProcessors(intent) && buffersOf(intent).some((buffer) => gpuBuffer.test(buffer)),
  },
];

// Several may stand in one item, divided by commas.
function buffersOf({ options }: EngineIntent): readonly string[] {
  const overrides = optionAt(options, 'tensorOverrides');
  const items: readonly unknown[] = Array.isArray(overrides) ? overrides : [];
  return items
    .flatMap((item) => String(item).split(','))
    .map((one) => one.slice(one.lastIndexOf('=') + 1).trim());
}
