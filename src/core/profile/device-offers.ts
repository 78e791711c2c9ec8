import { defined } from '../defined.ts';
import { type NodeDevices, nodeDevices, nodeFactsOf } from '../hardware/node-devices.ts';
import type { Manifest } from '../manifest.ts';
import { plainText } from '../text/plain-text.ts';
import { parseBytesQuantity } from '../text/quantity.ts';
import type { DeviceOffer } from './cluster-profile.ts';

/** What one node offers of a resource. */
interface Offer {
  readonly amount: number;
  readonly memoryEach: number | undefined;
  readonly hostMemory: number | undefined;
}

/** What nodes offer beside processors and memory, in the order of the names. */
export function deviceOffers(nodes: readonly Manifest[]): readonly DeviceOffer[] {
  const offers = new Map<string, Offer[]>();
  for (const node of nodes) {
    const known = new Map(nodeDevices([node]).map((row) => [row.resource, row]));
    const { hostBytes: hostMemory } = nodeFactsOf(node);
    const { allocatable } = Object(Object(node).status);
    for (const [resource, quantity] of Object.entries(Object(allocatable))) {
      const amount = parseBytesQuantity(plainText(quantity)) ?? 0;
      if (!isDevice(resource) || amount === 0) continue;
      const memoryEach = promisedBytes(known.get(resource));
      const found = offers.get(resource) ?? [];
      found.push({ amount, memoryEach, hostMemory });
      offers.set(resource, found);
    }
  }
  return [...offers]
    .map(([resource, found]) => sumOf(resource, found))
    .sort((one, other) => (one.resource < other.resource ? -1 : 1));
}

function sumOf(resource: string, offers: readonly Offer[]): DeviceOffer {
  return {
    resource,
    nodes: offers.length,
    mostPerNode: Math.max(...offers.map(({ amount }) => amount)),
    ...defined({
      memoryEach: leastOf(offers.map(({ memoryEach }) => memoryEach)),
      hostMemory: leastOf(offers.map(({ hostMemory }) => hostMemory)),
    }),
  };
}

// Extended resources have a domain, and the ones of Kubernetes itself are no devices.
function isDevice(resource: string): boolean {
  return resource.includes('/') && !/(^|\.)kubernetes\.io\//.test(resource);
}

// Of what others may take nothing can be counted on.
function promisedBytes(row: NodeDevices | undefined): number | undefined {
  return row?.isShared === false ? row.bytesEach : undefined;
}

function leastOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length < values.length ? undefined : Math.min(...known);
}
