import type { Manifest } from '../../src/core/manifest.ts';

/** What a driver of dynamic resource allocation tells of devices. */
export const sliceOf = (spec: object): Manifest =>
  Object({
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceSlice',
    metadata: { name: 's' },
    spec,
  });

/** A node with 64 GiB of memory that tells nothing of its GPUs. */
export const nodeNamed = (name: string): Manifest =>
  Object({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name },
    status: { allocatable: { memory: '64Gi' } },
  });

/** One device, with the names that drivers of NVIDIA and AMD give to what they tell. */
export const deviceOf = (type: string, productName: string, memory: string): object => ({
  name: 'gpu-0',
  attributes: { type: { string: type }, productName: { string: productName } },
  capacity: { memory: { value: memory } },
});
