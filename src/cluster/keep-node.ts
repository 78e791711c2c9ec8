import type { Manifest } from '../core/manifest.ts';

/** What labels of nodes are named after that tell of GPUs. */
const ofDevices = /^(beta\.)?(nvidia\.com|amd\.com|gpu\.intel\.com)\//;

/** What counts of a node: a cluster may have thousands, with dozens of labels and images each. */
export function keepNode({ apiVersion, kind, metadata, ...object }: Manifest): Manifest {
  const { name, labels = {} } = metadata;
  const { unschedulable, taints } = Object(object.spec);
  const { allocatable } = Object(object.status);
  const told = Object.entries(labels).filter(([key]) => ofDevices.test(key));
  return {
    ...{ apiVersion, kind },
    metadata: { name, labels: Object.fromEntries(told) },
    spec: { unschedulable, taints },
    status: { allocatable },
  };
}
