import { leastWhere } from './bisect.ts';
import type { DeviceCosts } from './device-costs.ts';
import type { LayerRange } from './layer-sums.ts';

export interface SplitQuestion extends Pick<DeviceCosts, 'start' | 'slots' | 'limits'> {
  /** Bytes of a range of slots on a device; never less for a longer range. */
  readonly costOf: (device: number, slots: LayerRange) => number;
  /** Bytes of all devices together, at the least. */
  readonly leastBytes: number;
}

/** How far some devices reach, and how many slots each of them has. */
interface Reach {
  readonly to: number;
  readonly counts: readonly number[];
}

/** How finely the fullest device is made less full: in parts of its limit. */
const parts = 1024;

/** Beyond this many times the limit a split is no better than none. */
const mostCeiling = 2 ** 40;

/** Whether the devices can have all slots, in their order. */
export function canSplit(question: SplitQuestion): boolean {
  const { limits, slots, leastBytes } = question;
  if (leastBytes > limits.reduce((sum, limit) => sum + limit, 0)) return false;
  return reachAll(question, 1).some(({ to }) => to === slots);
}

/**
 * How many slots each device gets, in their order: as few devices as suffice, and of the splits
 * over these the one whose fullest device is the least full.
 */
export function splitSlots(question: SplitQuestion): readonly number[] | undefined {
  if (!canSplit(question)) return undefined;
  const { slots } = question;
  const used = reachAll(question, 1).findIndex(({ to }) => to === slots);
  return evenSplit(question, { used, ceiling: 1 });
}

/** Where the limits are too small: the split that needs the least more of all limits. */
export function splitBeyond(question: SplitQuestion): readonly number[] {
  const { limits, start, slots } = question;
  for (let ceiling = 2; ceiling < mostCeiling; ceiling *= 2) {
    const split = evenSplit(question, { used: limits.length, ceiling });
    if (split !== undefined) return split;
  }
  return limits.map((_, index) => (index === 0 ? slots - start : 0));
}

/** With the smallest share of all limits, up to a ceiling, that is enough for so many devices. */
function evenSplit(
  question: SplitQuestion,
  { used, ceiling }: { readonly used: number; readonly ceiling: number },
): readonly number[] | undefined {
  const reachWith = (part: number): Reach | undefined => {
    const reach = reachAll(question, (part / parts) * ceiling)[used];
    return reach?.to === question.slots ? reach : undefined;
  };
  const least = leastWhere(1, parts, (part) => reachWith(part) !== undefined);
  return least === undefined ? undefined : reachWith(least)?.counts;
}

/** With at most 0, 1, 2 and so on devices, the furthest slot within a share of their limits. */
function reachAll(question: SplitQuestion, share: number): Reach[] {
  return question.limits.reduce<Reach[]>(
    (reaches, limit, device) => {
      const taken = reaches.map(({ to: from, counts }): Reach => {
        const to = furthest(question, { device, from, limit: limit * share });
        return { to, counts: [...counts, to - from] };
      });
      return Array.from({ length: reaches.length + 1 }, (_, used): Reach => {
        const skipped = reaches[used];
        const took = taken[used - 1];
        const passed = skipped && { to: skipped.to, counts: [...skipped.counts, 0] };
        if (passed === undefined || (took !== undefined && took.to > passed.to)) {
          return took ?? { to: question.start, counts: [] };
        }
        return passed;
      });
    },
    [{ to: question.start, counts: [] }],
  );
}

function furthest(
  { costOf, slots }: SplitQuestion,
  { device, from, limit }: { readonly device: number; readonly from: number; limit: number },
): number {
  const over = leastWhere(from + 1, slots, (to) => costOf(device, { from, to }) > limit);
  return over === undefined ? slots : over - 1;
}
