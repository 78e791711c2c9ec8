import type { ComputeQuestion } from './compute-bytes.ts';
import { deviceGraph } from './device-graph.ts';
import type { Ground } from './draft.ts';
import { graphBytes } from './graph-memory.ts';
import type { LayerRange } from './layer-sums.ts';
import { layerSteps } from './layer-turns.ts';
import type { DevicePlace } from './placement.ts';

/** What a device needs to compute its layers; the experts of the layers `light` are on the host. */
export type RangeCompute = (place: DevicePlace, light: LayerRange) => number;

/**
 * Asks for the memory of one range at a time, as if the next device had the layer after it. Ranges
 * of a model are much alike: one that begins and ends alike, and has the same steps between, is
 * not asked for again.
 */
export function rangeCompute(
  { facts, known }: Ground,
  question: Omit<ComputeQuestion, 'facts'>,
): RangeCompute {
  const { placement, settings, context, flash } = question;
  const { layers } = facts;
  const { keyType, valueType, kvOnHost } = settings;
  const { cells, windowCells, reserved, reservedOutputs } = context;
  const { pipelined, normsAhead } = placement;
  const sizes = [cells, windowCells, reserved, reservedOutputs];
  const always = [...sizes, keyType, valueType, kvOnHost, flash, pipelined, normsAhead].join();
  return (place, light) => {
    const { from, to } = place.layers;
    const isLight = (layer: number): boolean => layer >= light.from && layer < light.to;
    const around = [
      ...[layers[from - 1]?.shape, from > placement.hostLayers.to, isLight(from - 1)],
      ...[layers[to]?.shape, from >= layers.length - facts.nextnLayers],
    ];
    const experts = { class: 'experts', layers: light, target: 'host' } as const;
    const next = { ...place, layers: { from: to, to: to + 1 }, hasOutput: false };
    const asked: ComputeQuestion = {
      ...{ facts, context, flash },
      settings: { ...settings, overrides: light.to > light.from ? [experts] : [] },
      placement: { ...placement, devices: to < layers.length ? [place, next] : [place] },
    };
    const steps = layerSteps(asked, place.layers).map(({ code }) => code);
    const key = [always, ...around, place.device.kind, place.hasOutput, ...steps].join();
    const bytes = known.get(key) ?? graphBytes(deviceGraph(asked, 0));
    known.set(key, bytes);
    return bytes;
  };
}
