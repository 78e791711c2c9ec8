import type { Hardware } from '../intent/hardware-schema.ts';
import type { Accelerator } from '../intent/runtime-schema.ts';

/** What a release computes on; GPUs that nobody says more of are NVIDIA's. */
export function acceleratorOf({
  gpus = 0,
  claims,
  vendor = 'nvidia',
  backend = 'vendor',
}: Pick<Hardware, 'gpus' | 'claims' | 'vendor' | 'backend'>): Accelerator {
  if (gpus === 0 && claims === undefined) return 'cpu';
  return backend === 'vulkan' ? 'vulkan' : vendor;
}

const names: Readonly<Record<Accelerator, string>> = {
  cpu: 'processors alone',
  nvidia: 'GPUs of nvidia',
  amd: 'GPUs of amd',
  intel: 'GPUs of intel',
  vulkan: 'Vulkan',
};

/** What is wrong where nobody names an image, to stand after the field. */
export function imageMissing(runtime: string, accelerator: Accelerator): string {
  return `is missing: the runtime \`${runtime}\` has none for ${names[accelerator]}`;
}
