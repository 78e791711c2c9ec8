import { defined } from '../defined.ts';
import type { Manifest } from '../manifest.ts';
import { plainText } from '../text/plain-text.ts';
import { parseBytesQuantity } from '../text/quantity.ts';
import { bytesThatCanBe } from './device-labels.ts';
import { type NodeDevices, type NodeFacts, nodeFactsOf, togetherOf } from './node-devices.ts';
import type { Vendor } from './vendors.ts';

interface Driver {
  readonly vendor: Vendor;
  /** Types of whole GPUs; absent where the driver has no types. */
  readonly whole?: string;
  /** Types of parts; devices of any other type are for virtual machines. */
  readonly part?: string;
}

/**
 * Drivers of dynamic resource allocation for GPUs: those of NVIDIA (dra-driver-nvidia-gpu 25.12),
 * of AMD (k8s-gpu-dra-driver 1.0) and of Intel (intel-resource-drivers 0.9).
 */
const drivers: ReadonlyMap<string, Driver> = new Map([
  ['gpu.nvidia.com', { vendor: 'nvidia', whole: 'gpu', part: 'mig' }],
  ['gpu.amd.com', { vendor: 'amd', whole: 'amdgpu', part: 'amdgpu-partition' }],
  ['gpu.intel.com', { vendor: 'intel' }],
]);

/**
 * GPUs that claims can ask for (resource.k8s.io/v1 of Kubernetes 1.34), a row for each kind on each
 * of the nodes. A capacity of 0 is what drivers write where they cannot read it: for NVIDIA's that
 * is a GPU with the memory of the host. Devices that no single node has are left out.
 */
export function claimDevices(
  slices: readonly Manifest[],
  nodes: readonly Manifest[],
): readonly NodeDevices[] {
  const facts = new Map(nodes.map((node) => [node.metadata.name, nodeFactsOf(node)]));
  const rows = new Map<string, NodeDevices>();
  for (const { driver, device, node } of newest(slices).flatMap(devicesIn)) {
    const known = drivers.get(driver);
    const ofNode = facts.get(node);
    const row = known && ofNode && rowOf(ofNode, { driver, known }, device);
    if (row === undefined) continue;
    const { product, bytesEach, together } = row;
    const key = JSON.stringify([node, driver, product, bytesEach, together === 0]);
    const count = (rows.get(key)?.count ?? 0) + 1;
    rows.set(key, { ...row, count, together: togetherOf(count, together === 0) });
  }
  return [...rows.values()];
}

/** A row of one device; `together` is 0 for a part, of which an engine uses no second one. */
function rowOf(
  facts: NodeFacts,
  { driver, known }: { readonly driver: string; readonly known: Driver },
  device: unknown,
): NodeDevices | undefined {
  const { attributes, capacity, allowMultipleAllocations } = Object(device);
  const type = textAt(attributes, 'type');
  const isPart = known.part !== undefined && type === known.part;
  if (!isPart && type !== known.whole) return undefined;
  const value = Object(Object(capacity).memory).value;
  const bytes = parseBytesQuantity(plainText(value));
  const isShared = allowMultipleAllocations === true;
  return {
    ...facts,
    ...{ resource: driver, via: 'claim', count: 1, together: isPart || isShared ? 0 : 1 },
    ...defined({
      vendor: known.vendor,
      product: textAt(attributes, known.vendor === 'intel' ? 'model' : 'productName'),
      bytesEach: bytesThatCanBe(bytes),
    }),
    isShared,
    isUnified: bytes === 0 && known.vendor === 'nvidia',
  };
}

function textAt(attributes: unknown, name: string): string | undefined {
  const { string } = Object(Object(attributes)[name]);
  return typeof string === 'string' && string !== '' && string.length <= 64 ? string : undefined;
}

/** What a driver says again stands in slices of a higher generation, beside the old ones. */
function newest(slices: readonly Manifest[]): readonly Manifest[] {
  const generations = new Map<string, number>();
  for (const slice of slices) {
    const { key, generation } = poolOf(slice);
    generations.set(key, Math.max(generations.get(key) ?? 0, generation));
  }
  return slices.filter((slice) => {
    const { key, generation } = poolOf(slice);
    return generations.get(key) === generation;
  });
}

function poolOf(slice: Manifest): { readonly key: string; readonly generation: number } {
  const { driver, pool } = Object(slice.spec);
  const { name, generation } = Object(pool);
  return { key: JSON.stringify([driver, name]), generation: Number(plainText(generation)) || 0 };
}

function devicesIn(slice: Manifest) {
  const { driver, nodeName, devices } = Object(slice.spec);
  if (!Array.isArray(devices)) return [];
  return devices.map((device: unknown) => ({
    driver: plainText(driver),
    device,
    node: plainText(nodeName ?? Object(device).nodeName),
  }));
}
