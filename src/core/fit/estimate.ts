import { type CacheBytes, cacheBytes } from './cache-bytes.ts';
import { checkSettings } from './check-settings.ts';
import { computeBytes, type KnownGraphs } from './compute-bytes.ts';
import { type ContextShape, contextShape } from './context-shape.ts';
import { deviceLines } from './device-lines.ts';
import { defaultSettings, type FitConfiguration, type FitSettings } from './fit-configuration.ts';
import type { FitError, FitWarning } from './fit-finding.ts';
import { defaultReserve, deviceTraits, type FitDevice, type FitHardware } from './fit-hardware.ts';
import { flashAttentionOf } from './flash-attention.ts';
import { hostLines } from './host-lines.ts';
import type { LayerRange } from './layer-sums.ts';
import type { ModelFacts } from './model-facts.ts';
import { type PlaceEstimate, sumPlace } from './place-estimate.ts';
import { placeWeights } from './place-weights.ts';
import { type DevicePlace, type Placement, placeLayers } from './placement.ts';
import { warnOfSettings } from './warn-of-settings.ts';

/** What llama-server will take of each device and of the host, and what speaks against it. */
export interface Estimate {
  readonly devices: readonly PlaceEstimate[];
  readonly host: PlaceEstimate;
  readonly context: ContextShape;
  readonly placement: Placement;
  readonly flashAttention: boolean;
  /** All places fit; errors are not looked at. */
  readonly fits: boolean;
  /** Why the engine would refuse to start. */
  readonly errors: readonly FitError[];
  readonly warnings: readonly FitWarning[];
}

/** The memory of a model in llama-server 0.7.0. */
export function estimate(
  facts: ModelFacts,
  configuration: FitConfiguration,
  hardware: FitHardware,
): Estimate {
  return estimator(facts, hardware)(configuration);
}

/**
 * Estimates many configurations of one model on one machine: weights and caches are differences of
 * sums over the layers, and what is computed alike is looked at once.
 */
export function estimator(
  facts: ModelFacts,
  hardware: FitHardware,
): (configuration: FitConfiguration) => Estimate {
  const known: KnownGraphs = new Map();
  return (configuration) => estimateWith({ facts, hardware, known }, configuration);
}

interface Given {
  readonly facts: ModelFacts;
  readonly hardware: FitHardware;
  readonly known: KnownGraphs;
}

function estimateWith(
  { facts, hardware, known }: Given,
  configuration: FitConfiguration,
): Estimate {
  const settings: FitSettings = { ...defaultSettings, ...configuration };
  const context = contextShape(facts, settings);
  const placement = placeLayers(facts, settings, hardware);
  const flash = flashAttentionOf(facts, settings, hardware.devices);
  const weights = placeWeights(facts, settings, placement);
  const compute = computeBytes({ facts, settings, context, placement, flash: flash.on }, known);
  const cacheOf = (layers: LayerRange): CacheBytes =>
    cacheBytes(facts, layers, { context, settings, flash: flash.on });
  const devices = placement.devices.map((place, index) => {
    const takesFromHost = index === Math.max(0, placement.first);
    const lines = deviceLines(
      place,
      {
        weights: weights.devices[index] ?? 0,
        cache: settings.kvOnHost ? nothing : cacheOf(place.layers),
        compute: compute.devices[index] ?? 0,
        opOffload: takesFromHost ? opOffload(place, settings, weights.largestOnHost) : 0,
      },
      context,
    );
    const { device } = place;
    return sumPlace({ id: device.id, lines, mappedBytes: 0, limitBytes: limitOf(device) });
  });
  const all = { from: 0, to: facts.layers.length };
  const host = sumPlace({
    id: 'host',
    lines: hostLines(facts, {
      weights,
      cache: cacheOf(settings.kvOnHost ? all : placement.hostLayers),
      compute: compute.host,
      settings,
      context,
    }),
    mappedBytes: settings.mapped ? weights.host : 0,
    limitBytes: hardware.hostBytes,
  });
  const question = { facts, settings, context, placement, flash, hardware, host };
  return {
    devices,
    host,
    context,
    placement,
    flashAttention: flash.on,
    fits: [...devices, host].every(({ fits }) => fits),
    errors: checkSettings(question),
    warnings: [...facts.findings, ...warnOfSettings(question)],
  };
}

const nothing: CacheBytes = { kv: 0, state: 0 };

/** Batches smaller than this are multiplied on the host (ggml 0.25). */
const offloadBatch = 32;

function opOffload({ device }: DevicePlace, settings: FitSettings, largest: number): number {
  const { opOffload: wanted, microBatch } = settings;
  return wanted && microBatch >= offloadBatch && deviceTraits(device.kind).opOffload ? largest : 0;
}

/** Less than what is free by what the engine does not count. */
function limitOf({ totalBytes, freeBytes = totalBytes, reserveBytes }: FitDevice): number {
  return Math.max(0, freeBytes - (reserveBytes ?? defaultReserve));
}
