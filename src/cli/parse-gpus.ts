import { gpuSizes } from '../core/hardware/gpu-sizes.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/**
 * Reads the memory of GPUs, one after another, in bytes; without a text there are none.
 * @example parseGpus('2x24Gi,16Gi') // [25769803776, 25769803776, 17179869184]
 */
export function parseGpus(text: string | undefined): readonly number[] {
  if (text === undefined) return [];
  const sizes = gpuSizes(text);
  if (sizes.kind === 'problem') throw invalid(text, sizes.fact);
  return sizes.bytes;
}

function invalid(text: string, fact: string): LlmkubeError {
  return new LlmkubeError('USAGE', `Cannot read the GPUs \`${text}\`: ${fact}`, {
    facts: { flag: '--gpu-memory', value: text },
    suggestions: [
      'llmkube fit <model> --gpu-memory 24Gi',
      'llmkube fit <model> --gpu-memory 2x24Gi,16Gi',
    ],
  });
}
