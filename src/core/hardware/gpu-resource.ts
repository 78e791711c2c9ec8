import type { Hardware } from '../intent/hardware-schema.ts';
import { type Vendor, vendors } from './vendors.ts';

/**
 * What device plugins call whole GPUs: those of NVIDIA (k8s-device-plugin 0.17), of AMD
 * (k8s-device-plugin 1.31) and of Intel (intel-device-plugins 0.32, driver i915).
 */
const ofVendor: Readonly<Record<Vendor, string>> = {
  nvidia: 'nvidia.com/gpu',
  amd: 'amd.com/gpu',
  intel: 'gpu.intel.com/i915',
};

/** The resource that GPUs are asked for by; an absent or empty field stands for the usual. */
export function gpuResourceOf({
  vendor,
  gpuResource,
}: {
  readonly vendor?: string | undefined;
  readonly gpuResource?: string | undefined;
}): string {
  const known = vendors.find((one) => one === (vendor || 'nvidia'));
  return gpuResource || (known === undefined ? vendor || '' : ofVendor[known]);
}

/** Domains that device plugins of a vendor name all their resources under, parts of GPUs too. */
const vendorOfDomain: ReadonlyMap<string, Vendor> = new Map([
  ['nvidia.com', 'nvidia'],
  ['amd.com', 'amd'],
  ['gpu.intel.com', 'intel'],
]);

/** Whose devices are asked for: by a word, or else as the name of the resource tells. */
export function saidVendor({
  vendor,
  resourceName = '',
}: Pick<Hardware, 'vendor' | 'resourceName'>): Vendor | undefined {
  return vendor ?? vendorOfDomain.get(String(resourceName).split('/')[0] ?? '');
}

/**
 * Whether parts of GPUs are asked for: by their profile, or by the name that NVIDIA's device plugin
 * gives to those of one (k8s-device-plugin 0.17, strategy `mixed`).
 */
export function isOfMigParts({
  mig,
  resourceName,
}: Pick<Hardware, 'mig' | 'resourceName'>): boolean {
  return mig !== undefined || /^nvidia\.com\/mig-/.test(String(resourceName));
}

/** Whose whole GPUs a resource stands for. */
export function vendorOfResource(resource: string): Vendor | undefined {
  return vendors.find((vendor) => ofVendor[vendor] === resource);
}
