import { gpuResourceOf, vendorOfResource } from '../hardware/gpu-resource.ts';
import type { Vendor } from '../hardware/vendors.ts';
import type { Resolved } from '../resolve/resolved.ts';
import type { ClusterProfile } from './cluster-profile.ts';

/** The vendor whose whole GPUs are the only ones in the cluster; nothing when that is not known. */
export function onlyVendor({ devices = [] }: ClusterProfile): Vendor | undefined {
  const vendors = new Set(devices.flatMap(({ resource }) => vendorOfResource(resource) ?? []));
  return vendors.size === 1 ? [...vendors][0] : undefined;
}

/** What a cluster that was looked at cannot give to a release, each in one sentence. */
export function profileWarnings(
  resolved: Pick<Resolved, 'gpus' | 'vendor' | 'gpuResource' | 'cache' | 'model'>,
  { devices, storage }: ClusterProfile,
): readonly string[] {
  return [...gpuWarnings(resolved, devices), ...storageWarnings(resolved, storage)];
}

function gpuWarnings(
  resolved: Pick<Resolved, 'gpus' | 'vendor' | 'gpuResource'>,
  devices: ClusterProfile['devices'],
): readonly string[] {
  const { gpus } = resolved;
  if (gpus === 0 || devices === undefined) return [];
  const resource = gpuResourceOf(resolved);
  const offered = devices.find((device) => device.resource === resource);
  if (offered === undefined) {
    const others = devices.map((device) => device.resource).join(', ');
    const known = others === '' ? 'no node offers any device' : `nodes offer ${others}`;
    return [`no node of the profile offers ${resource}: ${known}`];
  }
  if (offered.mostPerNode >= gpus) return [];
  return [
    `no node of the profile offers ${gpus} of ${resource}: the most is ${offered.mostPerNode}`,
  ];
}

function storageWarnings(
  { cache, model }: Pick<Resolved, 'cache' | 'model'>,
  storage: ClusterProfile['storage'],
): readonly string[] {
  const isMade = model.kind !== 'claim' && (cache.mode === 'release' || cache.mode === 'shared');
  if (!isMade || storage === undefined) return [];
  if (cache.class === undefined) {
    return storage.defaultClass === undefined
      ? ['the cluster of the profile has no default storage class: say `cache.class`']
      : [];
  }
  return storage.classes.includes(cache.class)
    ? []
    : [`the cluster of the profile has no storage class \`${cache.class}\``];
}
