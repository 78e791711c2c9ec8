import { leastWhere } from './bisect.ts';
import type { DeviceCosts } from './device-costs.ts';
import type { WeightOverride } from './fit-configuration.ts';
import { type LayerRange, type Sums, sumOf } from './layer-sums.ts';

export interface RangesQuestion {
  readonly costs: DeviceCosts;
  /** Layers with experts before each layer. */
  readonly expertLayers: Sums;
  /** Only fewer layers of experts on the host than these are worth a list of ranges. */
  readonly fewerThan: number;
}

/** A split of the slots, with the layers at the beginning of each device that have no experts. */
export interface ExpertRanges {
  readonly counts: readonly number[];
  readonly overrides: readonly WeightOverride[];
}

/** The best split of the slots before some slot; what came before is linked. */
interface Part {
  /** Layers whose experts are on the host. */
  readonly hosted: number;
  readonly count: number;
  readonly light: LayerRange;
  readonly previous: Part | undefined;
}

/**
 * Each device leaves the experts of its first layers to the host: the split with the fewest such
 * layers, over all splits in the order of the devices.
 */
export function expertRanges(question: RangesQuestion): ExpertRanges | undefined {
  const { start, slots, limits } = question.costs;
  const none = { from: start, to: start };
  const lightOf = lightFinder(question);
  let best = new Map<number, Part>([
    [start, { hosted: 0, count: 0, light: none, previous: undefined }],
  ]);
  limits.forEach((_, device) => {
    const isLast = device === limits.length - 1;
    const next = new Map<number, Part>();
    for (const [from, previous] of best) {
      for (const [to, light] of lightOf(device, from, isLast)) {
        const range = { from, to: light };
        const hosted = previous.hosted + sumOf(question.expertLayers, range);
        if (hosted >= Math.min(question.fewerThan, next.get(to)?.hosted ?? Infinity)) continue;
        next.set(to, { hosted, count: to - from, light: range, previous });
      }
    }
    best = next;
  });
  const found = best.get(slots);
  return found && unlink(found);
}

/** The ends that ranges may have, and up to which layer each leaves the experts to the host. */
type Lights = readonly (readonly [to: number, light: number])[];

/** Devices that are alike have the same answers, which are found once. */
function lightFinder(
  question: RangesQuestion,
): (device: number, from: number, isLast: boolean) => Lights {
  const { alike, slots } = question.costs;
  const known = new Map<string, Lights>();
  return (device, from, isLast) => {
    const key = [alike[device], from, isLast].join();
    const lights =
      known.get(key) ?? lightsOf(question, { device, from, to: isLast ? slots : from });
    known.set(key, lights);
    return lights;
  };
}

/** For ends from `to` on: a longer range leaves out no less, until there is one that is too long. */
function lightsOf(
  question: RangesQuestion,
  { device, from, to: least }: { readonly device: number } & LayerRange,
): Lights {
  const lights: (readonly [number, number])[] = [];
  let light: number | undefined = from;
  for (let to = least; to <= question.costs.slots; to += 1) {
    light = leastLight(question, { device, range: { from, to }, above: light });
    if (light === undefined) break;
    lights.push([to, light]);
  }
  return lights;
}

/** Up to which layer a device must leave the experts to the host; no less than for fewer slots. */
function leastLight(
  { costs }: RangesQuestion,
  { device, range, above }: { readonly device: number; range: LayerRange; above: number },
): number | undefined {
  const limit = costs.limits[device] ?? 0;
  const last = Math.min(range.to, costs.slots - 1);
  const fits = (to: number): boolean =>
    costs.costOf(device, range, { from: range.from, to }) <= limit;
  // A slot more mostly takes the experts of a layer more, so that what is near is tried first.
  for (let [tried, probe, step] = [above - 1, above, 1]; tried < probe; step *= 2) {
    if (fits(probe)) return tried + 1 === probe ? probe : leastWhere(tried + 1, probe, fits);
    [tried, probe] = [probe, Math.min(probe + step, last)];
  }
  return undefined;
}

function unlink(last: Part): ExpertRanges {
  const parts: Part[] = [];
  for (let part: Part | undefined = last; part?.previous; part = part.previous) parts.unshift(part);
  return {
    counts: parts.map(({ count }) => count),
    overrides: parts
      .filter(({ light: { from, to } }) => to > from)
      .map(({ light }) => ({ class: 'experts', layers: light, target: 'host' })),
  };
}
