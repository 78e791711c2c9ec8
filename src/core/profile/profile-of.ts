import type { Manifest } from '../manifest.ts';
import { specVersion } from '../spec/spec-version.ts';
import { type ClusterProfile, profileKind, type StorageFacts } from './cluster-profile.ts';
import { deviceOffers } from './device-offers.ts';

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
    ...(nodes === undefined ? {} : { devices: deviceOffers(nodes) }),
    ...(storageClasses === undefined ? {} : { storage: storageOf(storageClasses) }),
  };
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
