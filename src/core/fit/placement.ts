import { assignSlots } from './assign-slots.ts';
import type { FitSettings } from './fit-configuration.ts';
import { deviceTraits, type FitDevice, type FitHardware } from './fit-hardware.ts';
import type { LayerRange } from './layer-sums.ts';
import type { ModelFacts } from './model-facts.ts';

/** What is computed on one device. */
export interface DevicePlace {
  readonly device: FitDevice;
  /** Its place in the list of all devices. */
  readonly index: number;
  readonly layers: LayerRange;
  readonly hasOutput: boolean;
}

export interface Placement {
  readonly hostLayers: LayerRange;
  readonly hostHasOutput: boolean;
  readonly devices: readonly DevicePlace[];
  /** The first device that computes anything. */
  readonly first: number;
  /** Micro-batches are computed on the devices at the same time; four copies of inputs are kept. */
  readonly pipelined: boolean;
  /** A device norms what it hands on to the next one, which gets both forms of it. */
  readonly normsAhead: boolean;
  /** As the engine's search for settings that fit sees it, without memory for a cache. */
  readonly probed: boolean;
}

/** Layers to devices; with `-sm none` all of them to one. */
export function placeLayers(
  { layers }: Pick<ModelFacts, 'layers'>,
  settings: FitSettings,
  { devices, probed = false }: FitHardware,
): Placement {
  const single = settings.splitMode === 'none' ? devices[settings.mainGpu] : undefined;
  const used = single === undefined ? devices : [single];
  const offset = single === undefined ? 0 : settings.mainGpu;
  const blocks = layers.length;
  const { host, devices: ranges } = assignSlots({
    layers: blocks,
    gpuLayers: settings.gpuLayers,
    shares: sharesOf(used, settings),
  });
  const places = used.map((device, index): DevicePlace => {
    const { from = blocks, to = blocks } = ranges[index] ?? {};
    return {
      device,
      index: index + offset,
      layers: { from: Math.min(from, blocks), to: Math.min(to, blocks) },
      hasOutput: to > blocks && from < to,
    };
  });
  return {
    hostLayers: { from: 0, to: Math.min(host.to, blocks) },
    hostHasOutput: host.to > blocks,
    devices: places,
    first: places.findIndex(({ layers: { from, to }, hasOutput }) => to > from || hasOutput),
    pipelined: host.to === 0 && isPipelined(used, settings),
    // Where no layer is on the host, each device norms for itself (llama.cpp 0.7.0).
    normsAhead: probed || host.to > 0,
    probed,
  };
}

/** `-ts` of fewer devices leaves the others nothing; one of zeros counts as none. */
function sharesOf(devices: readonly FitDevice[], settings: FitSettings): number[] {
  const { tensorSplit, splitMode } = settings;
  if (splitMode !== 'none' && tensorSplit.some((share) => share !== 0)) {
    return devices.map((_, index) => tensorSplit[index] ?? 0);
  }
  return devices.map(({ totalBytes, freeBytes = totalBytes }) => freeBytes);
}

function isPipelined(devices: readonly FitDevice[], settings: FitSettings): boolean {
  const { splitMode, kvOnHost, overrides } = settings;
  if (devices.length < 2 || splitMode !== 'layer' || kvOnHost || overrides.length > 0) return false;
  return devices.every(({ kind }) => deviceTraits(kind).pipelines);
}
