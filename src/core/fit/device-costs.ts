import { cacheBytes } from './cache-bytes.ts';
import { contextShape } from './context-shape.ts';
import type { Ground } from './draft.ts';
import type { FitSettings } from './fit-configuration.ts';
import { deviceTraits } from './fit-hardware.ts';
import { flashAttentionOf } from './flash-attention.ts';
import { type LayerRange, overlapOf, type Sums, sumOf } from './layer-sums.ts';
import { weightClasses } from './model-facts.ts';
import { placeWeights } from './place-weights.ts';
import { placeLayers } from './placement.ts';
import { rangeCompute } from './range-compute.ts';

/** What each device would take for each range of slots: a slot is a layer, the last the output. */
export interface DeviceCosts {
  /** The first slot that is not on the host. */
  readonly start: number;
  readonly slots: number;
  /** Bytes that each device may take. */
  readonly limits: readonly number[];
  /** For each device, the first that has the same costs and limit. */
  readonly alike: readonly number[];
  /** Bytes of a range of slots on a device; the experts of the layers `light` are on the host. */
  readonly costOf: (device: number, slots: LayerRange, light: LayerRange) => number;
  /** Bytes of all devices together, at the least: of weights and caches. */
  readonly leastBytes: (light: LayerRange) => number;
}

/**
 * Costs with settings that already say how much is on the host. They agree with `estimate`, for a
 * small part of its time; where kinds of layers alternate, computing may be a little off.
 */
export function deviceCosts(ground: Ground, settings: FitSettings): DeviceCosts {
  const { facts, hardware } = ground;
  const placement = placeLayers(facts, settings, hardware);
  const layers = facts.layers.length;
  const start = placement.hostLayers.to + Number(placement.hostHasOutput);
  const { on: flash } = flashAttentionOf(facts, settings, hardware.devices);
  const shared = { settings, context: contextShape(facts, settings), flash };
  const cache: Sums = Array.from({ length: layers + 1 }, (_, to) => {
    const { kv, state } = cacheBytes(facts, { from: 0, to }, shared);
    return settings.kvOnHost ? 0 : kv + state;
  });
  const { largestOnHost } = placeWeights(facts, settings, placement);
  const computeOf = rangeCompute(ground, { ...shared, placement });
  const devices = ground.devices.map(({ device, takesFromHost }) => {
    const place = deviceTraits(device.kind).padsRows ? 'padded' : 'device';
    const weights = facts.sums.weights[place];
    return {
      device,
      opOffload: takesFromHost ? largestOnHost : 0,
      weights: weightClasses.map((part) => weights[part]),
      experts: weights.experts,
      output: facts.output[place],
    };
  });
  const bare = facts.sums.weights.device;
  return {
    start,
    slots: layers + 1,
    leastBytes: (light) => {
      const range = { from: start, to: layers };
      const parts = [cache, ...weightClasses.map((part) => bare[part])];
      const all = parts.reduce((sum, sums) => sum + sumOf(sums, range), facts.output.device);
      return all - sumOf(bare.experts, overlapOf(range, light));
    },
    limits: ground.devices.map(({ limit }) => limit),
    alike: ground.devices.map(({ device: { kind }, limit, takesFromHost }) =>
      ground.devices.findIndex(
        (other) =>
          other.device.kind === kind &&
          other.limit === limit &&
          other.takesFromHost === takesFromHost,
      ),
    ),
    costOf: (index, { from, to }, light) => {
      const part = devices[index];
      if (part === undefined || to <= from) return 0;
      const range = { from, to: Math.min(to, layers) };
      const hasOutput = to > layers;
      let bytes = sumOf(cache, range) - sumOf(part.experts, overlapOf(range, light));
      for (const sums of part.weights) bytes += sumOf(sums, range);
      if (hasOutput) bytes += part.output;
      if (from === start) bytes += part.opOffload;
      return bytes + computeOf({ device: part.device, index, layers: range, hasOutput }, light);
    },
  };
}
