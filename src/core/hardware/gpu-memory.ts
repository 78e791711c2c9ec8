import type { DeviceOffer } from '../profile/cluster-profile.ts';
import type { Resolved } from '../resolve/resolved.ts';
import { gpuResourceOf } from './gpu-resource.ts';
import { gpuSizes } from './gpu-sizes.ts';

type Asked = Pick<Resolved, 'gpus' | 'gpuMemory' | 'gpuResource' | 'vendor'>;

/**
 * Memory of each GPU that a pod gets, in bytes: what was said, or else what a cluster offers
 * of them at least, or the name of a part of a GPU tells; nothing where nobody knows.
 */
export function gpuMemoryOf(
  asked: Asked,
  offers: readonly DeviceOffer[] = [],
): readonly number[] | undefined {
  const { gpus, gpuMemory } = asked;
  if (gpus === 0) return undefined;
  if (gpuMemory !== undefined) {
    const sizes = gpuSizes(gpuMemory);
    return sizes.kind === 'problem' ? undefined : sizes.bytes;
  }
  const resource = gpuResourceOf(asked);
  const memoryEach = offers.find((offer) => offer.resource === resource)?.memoryEach;
  return memoryEach === undefined ? bytesOfPart(resource) : [memoryEach];
}

/** `nvidia.com/mig-3g.20gb` has 20 GB, of which the driver keeps a little (MIG user guide). */
function bytesOfPart(resource: string): readonly number[] | undefined {
  const [, size] = /^nvidia\.com\/mig-\d+g\.(\d{1,3})gb/.exec(resource) ?? [];
  return size === undefined ? undefined : [Number(size) * 1e9];
}
