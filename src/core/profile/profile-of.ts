import type { Manifest } from '../manifest.ts';
import { specVersion } from '../spec/spec-version.ts';
import { parseBytesQuantity } from '../text/quantity.ts';
import {
  type ClusterProfile,
  type DeviceOffer,
  profileKind,
  type StorageFacts,
} from './cluster-profile.ts';

/** What was read of a cluster; a part that this user may not read is absent. */
export interface ClusterFacts {
  readonly kubernetes: string;
  readonly nodes?: readonly Manifest[] | undefined;
  readonly storageClasses?: readonly Manifest[] | undefined;
}

/** Sums up what was read, in an order that does not depend on that of the answers. */
export function profileOf({ kubernetes, nodes, storageClasses }: ClusterFacts): ClusterProfile {
  return {
    apiVersion: specVersion,
    kind: profileKind,
    kubernetes,
    ...(nodes === undefined ? {} : { devices: devicesOf(nodes) }),
    ...(storageClasses === undefined ? {} : { storage: storageOf(storageClasses) }),
  };
}

// Extended resources have a domain, and the ones of Kubernetes itself are no devices.
function isDevice(resource: string): boolean {
  return resource.includes('/') && !/(^|\.)kubernetes\.io\//.test(resource);
}

function devicesOf(nodes: readonly Manifest[]): readonly DeviceOffer[] {
  const devices = new Map<string, DeviceOffer>();
  for (const node of nodes) {
    const { allocatable } = Object(Object(node).status);
    for (const [resource, amount] of Object.entries(Object(allocatable))) {
      const offered = parseBytesQuantity(amount) ?? 0;
      if (!isDevice(resource) || offered === 0) continue;
      const known = devices.get(resource) ?? { resource, nodes: 0, mostPerNode: 0 };
      const mostPerNode = Math.max(known.mostPerNode, offered);
      devices.set(resource, { resource, nodes: known.nodes + 1, mostPerNode });
    }
  }
  return [...devices.values()].sort((one, other) => (one.resource < other.resource ? -1 : 1));
}

const defaultMark = 'storageclass.kubernetes.io/is-default-class';

function storageOf(classes: readonly Manifest[]): StorageFacts {
  // Of several defaults Kubernetes takes the newest one.
  const [newest] = classes
    .filter(({ metadata }) => metadata.annotations?.[defaultMark] === 'true')
    .sort((one, other) => (createdAt(one) > createdAt(other) ? -1 : 1));
  return {
    ...(newest === undefined ? {} : { defaultClass: newest.metadata.name }),
    classes: classes.map(({ metadata }) => metadata.name).sort(),
  };
}

function createdAt({ metadata }: Manifest): string {
  return metadata.creationTimestamp ?? '';
}
