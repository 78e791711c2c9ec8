import {
  type DeviceKind,
  defaultReserve,
  type FitDevice,
  type FitHardware,
} from '../../../core/fit/fit-hardware.ts';
import { acceleratorOf } from '../../../core/hardware/accelerator.ts';
import type { Accelerator } from '../../../core/intent/runtime-schema.ts';
import type { Resolved } from '../../../core/resolve/resolved.ts';
import { parseBytesQuantity } from '../../../core/text/quantity.ts';
import { type BesideMemory, bytesOf } from './beside-memory.ts';

const mebibyte = 1024 ** 2;

/** How the engine names GPUs, and what they are to the formulas. */
const deviceNames: Readonly<Record<Exclude<Accelerator, 'cpu'>, readonly [string, DeviceKind]>> = {
  nvidia: ['CUDA', 'cuda'],
  amd: ['ROCm', 'rocm'],
  intel: ['SYCL', 'sycl'],
  vulkan: ['Vulkan', 'vulkan'],
};

/** More than any GPU has: nothing is refused for the size of one that nobody knows. */
const unknownBytes = 1024 ** 5;

/** What may be taken of a place, where somebody knows it. */
export function knownLimit(limitBytes: number | undefined): number | undefined {
  return limitBytes === undefined || limitBytes > unknownBytes / 2 ? undefined : limitBytes;
}

/**
 * What the program and the driver of a GPU take of the host beside the model, rules of thumb: the
 * least, by which a limit is judged that somebody has set, and what a pod asks for by itself.
 */
const overheads = {
  least: { program: 64 * mebibyte, driver: 256 * mebibyte },
  usual: { program: 256 * mebibyte, driver: 768 * mebibyte },
};

/** What the program and the driver take of the host of a release, in bytes. */
export function overheadOf(resolved: Resolved, which: keyof typeof overheads): number {
  const { program, driver } = overheads[which];
  return program + (acceleratorOf(resolved) === 'cpu' ? 0 : driver);
}

/** What a release may have for its model, without what lies beside it. */
export function memoryHardware(
  resolved: Resolved,
  gpuBytes: readonly number[] | undefined,
  beside: BesideMemory,
): FitHardware {
  const { memory, gpus, place } = resolved;
  const said = place === 'host' ? undefined : parseBytesQuantity(memory ?? '');
  const hostExtra = overheadOf(resolved, 'least') + bytesOf(beside.host);
  const hostBytes = said === undefined ? {} : { hostBytes: Math.max(0, said - hostExtra) };
  const accelerator = acceleratorOf(resolved);
  if (accelerator === 'cpu') return { devices: [], ...hostBytes };
  const [name, kind] = deviceNames[accelerator];
  const devices = Array.from({ length: gpus }, (_, index): FitDevice => {
    const totalBytes = gpuBytes?.[index] ?? gpuBytes?.at(-1) ?? unknownBytes;
    const reserveBytes = defaultReserve + bytesOf(beside.devices[index]);
    return { id: `${name}${index}`, kind, totalBytes, reserveBytes };
  });
  return { devices, ...hostBytes };
}
