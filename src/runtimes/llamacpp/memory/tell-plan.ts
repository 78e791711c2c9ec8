import { defined } from '../../../core/defined.ts';
import type { MemoryPlan } from '../../../core/engine/memory-plan.ts';
import { type Estimate, estimate } from '../../../core/fit/estimate.ts';
import type { FitSettings } from '../../../core/fit/fit-configuration.ts';
import type { FitHardware } from '../../../core/fit/fit-hardware.ts';
import type { ModelFacts } from '../../../core/fit/model-facts.ts';
import type { EstimateLine, PlaceEstimate } from '../../../core/fit/place-estimate.ts';
import type { Resolved } from '../../../core/resolve/resolved.ts';
import { type BesideMemory, besideFileBytes, bytesOf, toldBytes } from './beside-memory.ts';
import { knownLimit, overheadOf } from './memory-hardware.ts';
import type { Placed } from './place-model.ts';
import { plannedOptions } from './planned-options.ts';
import { wantedMemory } from './wanted-memory.ts';

const mebibyte = 1024 ** 2;
/** A pod asks for a multiple of this, in MiB. */
const step = 64;

// A limit without it would end the engine at the first picture.
const notCounted =
  'what computing with files beside the model takes is not known, so the pod asks for no memory by itself: say --memory';

export interface ToldGround {
  readonly resolved: Resolved;
  readonly facts: ModelFacts;
  readonly beside: BesideMemory;
}

/** A plan as a release fixes it. */
export function tellPlan(
  { settings, asked, hardware, because }: Placed,
  { resolved, facts, beside }: ToldGround,
): MemoryPlan {
  const found = estimate(facts, settings, hardware);
  const { placement, warnings } = found;
  const layers = facts.layers.length + 1;
  const gpuLayers = placement.devices.reduce(
    (sum, { layers: { from, to }, hasOutput }) => sum + to - from + (hasOutput ? 1 : 0),
    0,
  );
  const { place, memory } = resolved;
  const isOpen = besideFileBytes(resolved) > 0;
  const host = found.host.upperBytes + bytesOf(beside.host);
  const needed = (host + overheadOf(resolved, 'usual')) / mebibyte;
  // Of the cache of prompts it is told unless it was told already, or has none.
  const promptCacheBytes = wantedMemory(resolved).promptCacheBytes ?? -1;
  return {
    kind: 'planned',
    fit: {
      options: plannedOptions({
        settings,
        asked: { ...asked, promptCacheBytes },
        layers,
        hardware,
      }),
      ...defined({ split: settings === asked ? undefined : splitOf(settings, hardware) }),
      gpuLayers,
      layers,
      places: placesWith(found, { hardware, beside }).map(
        ({ id, usedBytes, limitBytes, lines }) => ({
          id,
          usedBytes: Math.ceil(usedBytes),
          toldBytes: Math.ceil(toldBytes(lines)),
          ...defined({ limitBytes }),
        }),
      ),
      ...(place === 'host' || memory !== undefined || isOpen
        ? {}
        : { memoryMebibytes: Math.ceil(needed / step) * step }),
    },
    because,
    warnings: [...warnings.map(({ message }) => message), ...(isOpen ? [notCounted] : [])],
  };
}

function splitOf({ tensorSplit, splitMode, mainGpu }: FitSettings, { devices }: FitHardware) {
  if (devices.length < 2) return undefined;
  if (splitMode === 'none') return { mode: 'none' as const, mainGpu };
  return tensorSplit.length === 0 ? undefined : { ratio: [...tensorSplit] };
}

/** What a model lacks, with what lies beside it. */
export function tellTooLarge(
  found: Estimate,
  { largestContext, ...room }: Room & { readonly largestContext: number },
): MemoryPlan {
  return { kind: 'too large', places: placesWith(found, room), largestContext };
}

interface Room {
  readonly hardware: FitHardware;
  readonly beside: BesideMemory;
}

function placesWith({ devices, host }: Estimate, { hardware, beside }: Room) {
  const linesOf = (id: string) =>
    beside.devices[hardware.devices.findIndex((device) => device.id === id)];
  return [
    ...devices.map((place) => placeWith(place, linesOf(place.id))),
    placeWith(host, beside.host),
  ];
}

function placeWith(
  { limitBytes, ...place }: PlaceEstimate,
  lines: readonly EstimateLine[] | undefined = [],
) {
  const bytes = bytesOf(lines);
  const limit = knownLimit(limitBytes);
  return {
    ...place,
    usedBytes: place.usedBytes + bytes,
    upperBytes: place.upperBytes + bytes,
    lines: [...place.lines, ...lines],
    ...(limit === undefined ? {} : { limitBytes: limit + bytes }),
  };
}
