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

/** Whose whole GPUs a resource stands for. */
export function vendorOfResource(resource: string): Vendor | undefined {
  return vendors.find((vendor) => ofVendor[vendor] === resource);
}
