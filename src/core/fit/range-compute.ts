import type { ComputeQuestion } from './compute-bytes.ts';
import { deviceGraph } from './device-graph.ts';
import type { Ground } from './draft.ts';
import type { FitSettings } from './fit-configuration.ts';
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
  const withLight = settingsWithLight(settings);
  return (place, light) => {
    const { from, to } = place.layers;
    const isAfterLight = from > light.from && from <= light.to;
    const next = { ...place, layers: { from: to, to: to + 1 }, hasOutput: false };
    const asked: ComputeQuestion = {
      ...{ facts, context, flash },
      settings: withLight(light),
      placement: { ...placement, devices: to < layers.length ? [place, next] : [place] },
    };
    let key = `${always},${layers[from - 1]?.shape},${from > placement.hostLayers.to}`;
    key += `,${isAfterLight},${layers[to]?.shape},${from >= layers.length - facts.nextnLayers}`;
    key += `,${place.device.kind},${place.hasOutput}`;
    for (const { code } of layerSteps(asked, place.layers)) key += `,${code}`;
    const bytes = known.get(key) ?? graphBytes(deviceGraph(asked, 0));
    known.set(key, bytes);
    return bytes;
  };
}

/** Settings with the experts of some layers on the host; those of the last ones are kept. */
function settingsWithLight(settings: FitSettings): (light: LayerRange) => FitSettings {
  const without: FitSettings = { ...settings, overrides: [] };
  let last: { readonly light: LayerRange; readonly settings: FitSettings } | undefined;
  return (light) => {
    if (light.to <= light.from) return without;
    if (last?.light.from === light.from && last.light.to === light.to) return last.settings;
    const experts = { class: 'experts', layers: light, target: 'host' } as const;
    last = { light, settings: { ...settings, overrides: [experts] } };
    return last.settings;
  };
}
