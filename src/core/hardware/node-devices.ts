import { defined } from '../defined.ts';
import type { Manifest } from '../manifest.ts';
import { plainText } from '../text/plain-text.ts';
import { parseBytesQuantity } from '../text/quantity.ts';
import { deviceTold, gpuVendorOf, type Labels } from './device-labels.ts';
import type { Vendor } from './vendors.ts';

/** GPUs of one kind that a node has, or a node that has none. */
export interface NodeDevices {
  readonly node: string;
  /** What they are asked for by: a resource, or the driver of a claim; empty without any. */
  readonly resource: string;
  /** How they are asked for. */
  readonly via: 'resource' | 'claim';
  /** As many as the node gives out; 0 where it has none. */
  readonly count: number;
  /** As many as one engine can use together. */
  readonly together: number;
  readonly vendor?: Vendor;
  readonly product?: string;
  /** Memory of each in bytes; absent where it is not known. */
  readonly bytesEach?: number;
  /** Others may compute on the same GPU, and take of its memory. */
  readonly isShared: boolean;
  /** It has no memory of its own, but that of the host. */
  readonly isUnified: boolean;
  /** Allocatable memory of the node in bytes; absent where it is not told. */
  readonly hostBytes?: number;
  /** Whether pods are sent there at all. */
  readonly isSchedulable: boolean;
  /** Keys of the taints that a release for these devices does not tolerate by itself. */
  readonly taints: readonly string[];
}

/** What is the same for all devices of a node. */
export type NodeFacts = Pick<NodeDevices, 'node' | 'hostBytes' | 'isSchedulable' | 'taints'>;

/** As many GPUs as a release can have. */
const mostTogether = 64;
/** More than any node has, of devices and of memory. */
const mostDevices = 10_000;
const mostHostBytes = 1024 ** 5;

/**
 * What the manifests of nodes tell of their GPUs, in the order of the nodes: a row for each
 * resource, and one without any GPU for a node that has none. A resource that the node has none of
 * at the moment is left out.
 */
export function nodeDevices(nodes: readonly Manifest[]): readonly NodeDevices[] {
  return nodes.flatMap((node) => {
    const facts = nodeFactsOf(node);
    const found = resourcesOf(node).map((counted) => devicesOf(facts, counted, labelsOf(node)));
    return found.length === 0 ? [withoutGpus(facts)] : found;
  });
}

/** The row of a node without GPUs. */
export function withoutGpus(facts: NodeFacts): NodeDevices {
  const none = { resource: '', via: 'resource', count: 0, together: 0 } as const;
  return { ...facts, ...none, isShared: false, isUnified: false };
}

/** Reads what is the same for all devices of a node. */
export function nodeFactsOf(node: Manifest): NodeFacts {
  const { spec, status } = Object(node);
  const { unschedulable, taints } = Object(spec);
  const { memory } = Object(Object(status).allocatable);
  const bytes = parseBytesQuantity(plainText(memory)) ?? 0;
  return {
    node: plainText(Object(node.metadata).name),
    ...(bytes > 0 && bytes <= mostHostBytes ? { hostBytes: bytes } : {}),
    isSchedulable: unschedulable !== true,
    taints: taintsOf(taints),
  };
}

/** How many of so many devices an engine can use: of shared ones and of parts a single one. */
export function togetherOf(count: number, isSingle: boolean): number {
  return Math.min(count, isSingle ? 1 : mostTogether);
}

interface Counted {
  readonly resource: string;
  readonly count: number;
  readonly vendor: Vendor | undefined;
}

function devicesOf(facts: NodeFacts, counted: Counted, labels: Labels): NodeDevices {
  const { resource, count, vendor } = counted;
  const told = deviceTold(vendor, { resource, count, labels });
  const { product, bytesEach, isShared = false, isUnified = false, isPart = false } = told;
  return {
    ...facts,
    // A release that asks for a device tolerates the taint of its name.
    taints: facts.taints.filter((key) => key !== resource),
    ...{ resource, via: 'resource', count },
    together: togetherOf(count, isShared || isPart),
    ...defined({ vendor, product, bytesEach }),
    ...{ isShared, isUnified },
  };
}

function resourcesOf(node: Manifest): readonly Counted[] {
  const allocatable: object = Object(Object(Object(node).status).allocatable);
  return Object.entries(allocatable)
    .flatMap(([resource, amount]) => {
      const vendor = gpuVendorOf(resource);
      const count = Math.min(parseBytesQuantity(plainText(amount)) ?? 0, mostDevices);
      if (vendor === undefined || count === 0) return [];
      return [{ resource, count, vendor: vendor === 'unknown' ? undefined : vendor }];
    })
    .sort((one, other) => (one.resource < other.resource ? -1 : 1));
}

function labelsOf(node: Manifest): Labels {
  return Object(Object(node.metadata).labels);
}

function taintsOf(taints: unknown): readonly string[] {
  if (!Array.isArray(taints)) return [];
  const keys = taints.flatMap((taint: unknown) => {
    const { key, effect } = Object(taint);
    // A cordoned node has this one beside its own field.
    const isOwn = key === 'node.kubernetes.io/unschedulable';
    return /^No(Schedule|Execute)$/.test(plainText(effect)) && !isOwn ? [plainText(key)] : [];
  });
  return [...new Set(keys)].sort();
}
