import { defined } from '../defined.ts';
import type { NodeDevices } from '../hardware/node-devices.ts';
import type { FitDevice, FitHardware } from './fit-hardware.ts';

/** GPUs of nobody known have no memory that is told, so there is never a plan for them. */
const engines = {
  nvidia: { name: 'CUDA', kind: 'cuda' },
  amd: { name: 'ROCm', kind: 'rocm' },
  intel: { name: 'SYCL', kind: 'sycl' },
  other: { name: 'Vulkan', kind: 'vulkan' },
} as const;

/** So many GPUs of a node, as llama.cpp names those of the vendor, and all its host memory. */
export function nodeHardware(row: NodeDevices, gpus: number): FitHardware {
  const { vendor = 'other', bytesEach: totalBytes = 0, hostBytes } = row;
  const { name, kind } = engines[vendor];
  const devices = Array.from(
    { length: gpus },
    (_, index): FitDevice => ({ id: `${name}${index}`, kind, totalBytes }),
  );
  return { devices, ...defined({ hostBytes }) };
}

/** What two rows have in common for which one plan is enough. */
export function hardwareKey(row: NodeDevices): string {
  const { vendor, together, bytesEach, hostBytes } = row;
  return JSON.stringify([vendor, together, bytesEach, hostBytes]);
}

/** Why no plan can be made for a row; nothing where one can. */
export function whyUnknown(row: NodeDevices): string | undefined {
  const { count, bytesEach, hostBytes, isUnified, vendor } = row;
  if (hostBytes === undefined) return 'the node does not tell its memory';
  if (count === 0 || bytesEach !== undefined) return undefined;
  if (isUnified) return 'GPU and host share their memory, and the part of the GPU is not told';
  return vendor === undefined
    ? 'GPUs of this maker are not known here'
    : 'the node does not tell how much memory its GPUs have';
}
