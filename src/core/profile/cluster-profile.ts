import * as z from 'zod';
import { specVersion } from '../spec/spec-version.ts';

export const profileKind = 'ClusterProfile';

/**
 * The facts of a cluster that decide what a release becomes there, kept in a file: with it a render
 * needs no cluster, and a deploy no permission to read nodes. A part that could not be read is
 * absent, which is another thing than an empty one.
 */
export interface ClusterProfile {
  /** The version of this form. */
  readonly apiVersion: 'cli.llmkube.dev/v1beta1';
  /** The kind of the document. */
  readonly kind: 'ClusterProfile';
  /** Of the API server, e.g. `v1.37.2`. */
  readonly kubernetes: string;
  /** What nodes offer beside processors and memory, in the order of the names. */
  readonly devices?: readonly DeviceOffer[];
  /** The storage classes. */
  readonly storage?: StorageFacts;
}

export interface DeviceOffer {
  /** What it is asked for by, e.g. `nvidia.com/gpu`. */
  readonly resource: string;
  /** How many nodes offer any. */
  readonly nodes: number;
  /** What the node with the most of them offers. */
  readonly mostPerNode: number;
  /**
   * Bytes of memory that each of them has at least; absent where a node does not tell it, where
   * others may take of it, and where it is that of the host.
   */
  readonly memoryEach?: number;
  /** Bytes that each of the nodes has at least for all its pods; absent where one does not tell. */
  readonly hostMemory?: number;
}

export interface StorageFacts {
  /** The class of claims that name none, where there is one. */
  readonly defaultClass?: string;
  /** All of them, by name. */
  readonly classes: readonly string[];
}

const count = z.int().min(0).max(1_000_000);
const bytes = z.int().min(1);

const device = z.strictObject({
  resource: z.string().max(400),
  nodes: count,
  mostPerNode: count,
  memoryEach: bytes.optional(),
  hostMemory: bytes.optional(),
});

export const clusterProfileSchema = z.strictObject({
  apiVersion: z.literal(specVersion),
  kind: z.literal(profileKind),
  kubernetes: z.string().max(100),
  devices: z.array(device).max(10_000).optional(),
  storage: z
    .strictObject({
      defaultClass: z.string().max(253).optional(),
      classes: z.array(z.string().max(253)).max(10_000),
    })
    .optional(),
}) as z.ZodType<unknown> as z.ZodType<ClusterProfile>;
