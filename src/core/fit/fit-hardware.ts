export type DeviceKind = 'cuda' | 'rocm' | 'metal' | 'vulkan' | 'sycl' | 'rpc';

export interface FitDevice {
  /** As the engine names it, such as `CUDA0`. */
  readonly id: string;
  readonly kind: DeviceKind;
  readonly totalBytes: number;
  /** All of it where this is not known. */
  readonly freeBytes?: number;
  /** What must stay free for what the engine does not count. */
  readonly reserveBytes?: number;
}

/** What a model is to fit into. */
export interface FitHardware {
  /** In the order of the engine: servers of RPC first. */
  readonly devices: readonly FitDevice[];
  /** Memory of the host that may be used, such as the limit of a container. */
  readonly hostBytes?: number;
  /**
   * As llama-server 0.7.0 counts before it loads anything (`--fit`), and not what it takes then: it
   * counts copies between devices that are never made.
   */
  readonly probed?: boolean;
}

interface DeviceTraits {
  /** Rows of quantized tensors are padded. */
  readonly padsRows: boolean;
  /** A cache in another type than f16 is copied for flash attention, a layer at a time. */
  readonly copiesCache: boolean;
  /** The room for that copy is asked for once: it is that of the device's first layer for all. */
  readonly copiesAsFirst?: true;
  /** Weights of the host are copied to it for large batches. */
  readonly opOffload: boolean;
  /** Has streams and events, without which there is no pipeline. */
  readonly pipelines: boolean;
  /** Flash attention has kernels for some sizes of heads only. */
  readonly flashSizes?: ReadonlySet<number>;
}

const mebibyte = 1024 ** 2;

/** What `--fit` of llama.cpp leaves free on each device. */
export const defaultReserve = 1024 * mebibyte;

/** Heads of 192/128, 320/256, 512 and 576/512 need groups of heads as well (ggml 0.25). */
const cudaFlashSizes = new Set([40, 64, 72, 80, 96, 112, 128, 192, 256, 320, 512, 576]);

/**
 * How the backends of ggml 0.25 differ in memory. A server of RPC answers as what is behind it,
 * which is taken for CUDA; it never takes weights from the host.
 */
const traits: Readonly<Record<DeviceKind, DeviceTraits>> = {
  cuda: {
    padsRows: true,
    copiesCache: true,
    opOffload: true,
    pipelines: true,
    flashSizes: cudaFlashSizes,
  },
  rocm: {
    padsRows: true,
    copiesCache: true,
    opOffload: true,
    pipelines: true,
    flashSizes: cudaFlashSizes,
  },
  rpc: {
    padsRows: true,
    copiesCache: true,
    copiesAsFirst: true,
    opOffload: false,
    pipelines: true,
  },
  metal: { padsRows: false, copiesCache: false, opOffload: true, pipelines: false },
  vulkan: { padsRows: false, copiesCache: false, opOffload: true, pipelines: true },
  sycl: { padsRows: false, copiesCache: false, opOffload: true, pipelines: false },
};

/** How a kind of devices differs from others in memory. */
export function deviceTraits(kind: DeviceKind): DeviceTraits {
  return traits[kind];
}
