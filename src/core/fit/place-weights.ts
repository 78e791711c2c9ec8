import type { FitSettings, WeightOverride } from './fit-configuration.ts';
import { deviceTraits } from './fit-hardware.ts';
import { type LayerRange, overlapOf, sumOf, type WeightPlace } from './layer-sums.ts';
import { type ModelFacts, type WeightClass, weightClasses } from './model-facts.ts';
import type { Placement } from './placement.ts';

/** Bytes of weights in each place. */
export interface PlacedWeights {
  readonly devices: readonly number[];
  /** On the host, as they are in the file. */
  readonly host: number;
  /** On the host, rearranged for the processor. */
  readonly repacked: number;
  /** The largest matrix that the host keeps. */
  readonly largestOnHost: number;
}

/** Weights go with their layers, but for those that the settings keep elsewhere. */
export function placeWeights(
  facts: ModelFacts,
  settings: FitSettings,
  placement: Placement,
): PlacedWeights {
  const { overrides, repack } = settings;
  const places = [
    ...placement.devices.map(({ layers, index }) => ({ target: index, layers })),
    { target: 'host' as const, layers: placement.hostLayers },
  ];
  const bytesAt = (target: 'host' | number, place: WeightPlace): number =>
    places.reduce(
      (sum, { target: home, layers }) =>
        sum + bytesOf(facts, { layers, place, home: home === target }, { overrides, target }),
      0,
    );
  const { input, output } = facts;
  const hostOutput = placement.hostHasOutput ? output : undefined;
  const host = bytesAt('host', 'host') + input.host + (hostOutput?.host ?? 0);
  const moved = repack ? bytesAt('host', 'repacked') + (hostOutput?.repacked ?? 0) : 0;
  const copied = repack && placement.hostHasOutput ? facts.tiedRepacked : 0;
  return {
    devices: placement.devices.map(({ device, hasOutput, index }) => {
      const place = deviceTraits(device.kind).padsRows ? 'padded' : 'device';
      return bytesAt(index, place) + (hasOutput ? output[place] : 0);
    }),
    host: host - moved,
    repacked: moved + copied,
    largestOnHost: largestOnHost(facts, overrides, placement),
  };
}

/** Bytes that a target has of some layers: those at home there, or those that are sent there. */
function bytesOf(
  { sums }: ModelFacts,
  { layers, place, home }: { layers: LayerRange; place: WeightPlace; home: boolean },
  { overrides, target }: { overrides: readonly WeightOverride[]; target: 'host' | number },
): number {
  const weights = sums.weights[place];
  let bytes = 0;
  if (home) for (const part of weightClasses) bytes += sumOf(weights[part], layers);
  for (const override of overrides) {
    if (home === (override.target === target)) continue;
    const moved = sumOf(weights[override.class], overlapOf(layers, override.layers));
    bytes += home ? -moved : moved;
  }
  return bytes;
}

function largestOnHost(
  facts: ModelFacts,
  overrides: readonly WeightOverride[],
  { hostLayers, hostHasOutput, devices }: Placement,
): number {
  if (devices.length === 0) return 0;
  const inRange = ({ from, to }: LayerRange, parts: readonly WeightClass[]): number =>
    facts.layers
      .slice(from, to)
      .reduce((most, { largest }) => Math.max(most, ...parts.map((part) => largest[part])), 0);
  return Math.max(
    hostHasOutput ? facts.largestOutput : 0,
    inRange(hostLayers, weightClasses),
    ...overrides
      .filter(({ target }) => target === 'host')
      .map((override) => inRange(override.layers, [override.class])),
  );
}
