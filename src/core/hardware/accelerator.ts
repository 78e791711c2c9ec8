import type { Hardware } from '../intent/hardware-schema.ts';
import type { Accelerator } from '../intent/runtime-schema.ts';

/** What a release computes on; GPUs that nobody says more of are NVIDIA's. */
export function acceleratorOf({
  gpus = 0,
  claims,
  vendor = 'nvidia',
}: Pick<Hardware, 'gpus' | 'claims' | 'vendor'>): Accelerator {
  return gpus > 0 || claims !== undefined ? vendor : 'cpu';
}

/** What is wrong where nobody names an image, to stand after the field. */
export function imageMissing(runtime: string, accelerator: Accelerator): string {
  const what = accelerator === 'cpu' ? 'processors alone' : `GPUs of ${accelerator}`;
  return `is missing: the runtime \`${runtime}\` has none for ${what}`;
}
