import { parseBytesQuantity } from '../text/quantity.ts';
import { type Vendor, vendors } from './vendors.ts';

export type Labels = Readonly<Record<string, unknown>>;

/** What the labels of a node tell of one kind of its GPUs. */
export interface DeviceTold {
  readonly product?: string | undefined;
  /** Memory of each in bytes; absent where it is not told. */
  readonly bytesEach?: number | undefined;
  /** Others may compute on the same GPU. */
  readonly isShared?: boolean;
  /** It has no memory of its own, but that of the host. */
  readonly isUnified?: boolean;
  /** A part of a GPU, of which an engine can use no more than one. */
  readonly isPart?: boolean;
}

interface Asked {
  readonly resource: string;
  /** As many as the node gives out. */
  readonly count: number;
  readonly labels: Labels;
}

/** Reads what is told of a resource of that vendor's. Values that cannot be are not told. */
export function deviceTold(vendor: Vendor | undefined, asked: Asked): DeviceTold {
  return vendor === undefined ? {} : readers[vendor](asked);
}

/** How the devices of each vendor are called, whole ones and parts (versions as below). */
const resources: Readonly<Record<Vendor, RegExp>> = {
  nvidia: /^nvidia\.com\/(gpu|mig-\d+g\.\d+gb[\w.+-]*?)(\.shared)?$/,
  amd: /^amd\.com\/(gpu|[a-z]{3}_nps\d)$/,
  intel: /^gpu\.intel\.com\/(i915|xe)$/,
};

/** Whose GPUs a resource stands for, parts of them too; `unknown` for those of other makers. */
export function gpuVendorOf(resource: string): Vendor | 'unknown' | undefined {
  const vendor = vendors.find((one) => resources[one].test(resource));
  return vendor ?? (/^(?!nvidia\.com|amd\.com)[^/]+\/gpu$/.test(resource) ? 'unknown' : undefined);
}

const gibibyte = 1024 ** 3;
/** More than any GPU has. */
const mostBytes = 1024 * gibibyte;

/** The bytes themselves where a GPU can have as many. */
export function bytesThatCanBe(bytes: number | undefined): number | undefined {
  const canBe = bytes !== undefined && Number.isSafeInteger(bytes) && bytes >= 1024 ** 2;
  return canBe && bytes <= mostBytes ? bytes : undefined;
}

const readers: Readonly<Record<Vendor, (asked: Asked) => DeviceTold>> = {
  nvidia: readNvidia,
  amd: readAmd,
  intel: readIntel,
};

/** Machines of NVIDIA whose GPU has the memory of the host: the driver tells none of its own. */
const unifiedNvidia = /GB10|DGX[-_ ]Spark|Thor|Orin|Xavier|Tegra|Jetson/i;

/**
 * GPU feature discovery of NVIDIA (k8s-device-plugin 0.17): memory is in MiB, of a part where the
 * resource is one; labels are named after the resource as it is called without sharing. Under MPS
 * each of the replicas gets its part of the memory, under time slicing nobody is kept to any.
 */
function readNvidia({ resource, labels }: Asked): DeviceTold {
  const base = resource.replace(/\.shared$/, '');
  const told = (suffix: string) => textOf(labels[`${base}.${suffix}`]);
  const product = told('product');
  const replicas = integerOf(told('replicas')) ?? 1;
  const strategy = told('sharing-strategy') ?? 'none';
  const isSliced = replicas > 1 || strategy !== 'none' || /-SHARED$/.test(product ?? '');
  const isUnified = unifiedNvidia.test(
    `${product ?? ''} ${textOf(labels['nvidia.com/gpu.machine']) ?? ''}`,
  );
  const mebibytes = integerOf(told('memory'));
  const whole = bytesThatCanBe(mebibytes === undefined ? undefined : mebibytes * 1024 ** 2);
  const each = whole === undefined || strategy !== 'mps' ? whole : Math.floor(whole / replicas);
  return {
    product,
    bytesEach: isUnified ? undefined : bytesThatCanBe(each),
    isShared: (base !== resource || isSliced) && strategy !== 'mps',
    isUnified,
    isPart: base !== 'nvidia.com/gpu' || /-MIG-/.test(product ?? '') || strategy === 'mps',
  };
}

/** GPUs of AMD's processors, which take what they need of the memory of the host. */
const unifiedAmd =
  /Strix|Ryzen|Radeon[_ ](8060S|8050S|890M|880M|780M|Graphics)|MI300A|(^|[_ -])APU/i;
/** So little is what a firmware sets aside for the GPU of a processor. */
const setAsideBytes = 4 * gibibyte;

/**
 * Node labeller of AMD (k8s-device-plugin 1.31): memory in GiB, rounded, of the GPUs that Linux
 * sees; a label for each size where they differ, of which the least counts. What the parts of a
 * GPU have is not told.
 */
function readAmd({ resource, labels }: Asked): DeviceTold {
  const told = (name: string) =>
    textOf(labels[`amd.com/gpu.${name}`]) ?? textOf(labels[`beta.amd.com/gpu.${name}`]);
  const product = told('product-name');
  const partition = textOf(labels['amd.com/compute-memory-partition']) ?? 'spx';
  const isPart = resource !== 'amd.com/gpu' || !partition.startsWith('spx');
  const each = least([told('vram'), ...namedSizes(labels)].map(gibibytesOf));
  const isUnified = unifiedAmd.test(product ?? '') || (each !== undefined && each <= setAsideBytes);
  return { product, bytesEach: isPart || isUnified ? undefined : each, isUnified, isPart };
}

function namedSizes(labels: Labels): readonly (string | undefined)[] {
  return Object.keys(labels).map((key) => /^(?:beta\.)?amd\.com\/gpu\.vram\.(\w+)$/.exec(key)?.[1]);
}

function gibibytesOf(text: string | undefined): number | undefined {
  const [, number] = /^(\d{1,5})G$/.exec(text ?? '') ?? [];
  return bytesThatCanBe(number === undefined ? undefined : Number(number) * gibibyte);
}

/**
 * Labels of Intel's GPU plugin (intel-device-plugins 0.30; 0.35 has none): bytes of all GPUs of
 * the node together, and 1000 for each GPU. One that tells no memory has that of the host.
 */
function readIntel({ count, labels }: Asked): DeviceTold {
  const product = textOf(labels['gpu.intel.com/product']);
  const all = parseBytesQuantity(textOf(labels['gpu.intel.com/memory.max']));
  const thousands = integerOf(textOf(labels['gpu.intel.com/millicores']));
  const gpus = thousands === undefined ? count : Math.floor(thousands / 1000);
  const isShared = gpus > 0 && count > gpus;
  if (all === 0) return { product, isShared, isUnified: true };
  const each = all === undefined || gpus === 0 ? undefined : Math.floor(all / gpus);
  return { product, isShared, bytesEach: bytesThatCanBe(each) };
}

function least(sizes: readonly (number | undefined)[]): number | undefined {
  const known = sizes.filter((size) => size !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

// A label has at most 63 characters, and an empty one tells nothing.
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 63 ? value : undefined;
}

function integerOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
