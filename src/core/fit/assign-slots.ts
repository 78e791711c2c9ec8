import type { LayerRange } from './layer-sums.ts';

export interface SlotQuestion {
  /** Blocks of the model; the output is one slot more. */
  readonly layers: number;
  /** As `-ngl`: negative for all. */
  readonly gpuLayers: number;
  /** Of each device, such as free memory or what `-ts` says. */
  readonly shares: readonly number[];
}

/** Slots of the host come first; those of a device may be none. */
export interface SlotAssignment {
  readonly host: LayerRange;
  readonly devices: readonly LayerRange[];
}

/**
 * Which layers go where, as llama.cpp computes it, in floats of 32 bits (v0.5.0, llama-model): the
 * last layers go to the devices, in their order, each getting its share of the number of layers.
 */
export function assignSlots({ layers, gpuLayers, shares }: SlotQuestion): SlotAssignment {
  const slots = layers + 1;
  const wanted = gpuLayers < 0 ? slots : gpuLayers;
  const start = shares.length === 0 ? slots : Math.max(slots - wanted, 0);
  const active = slots - start;
  let from = start;
  const devices = cumulate(shares).map((share) => {
    const range = { from, to: Math.max(from, start + countBelow(share, active)) };
    from = range.to;
    return range;
  });
  return { host: { from: 0, to: start }, devices };
}

function cumulate(shares: readonly number[]): number[] {
  let sum = 0;
  const sums = shares.map((share) => {
    sum = Math.fround(sum + Math.fround(share));
    return sum;
  });
  return sums.map((value) => Math.fround(value / sum));
}

/** How many of the fractions 0/active, 1/active, ... are smaller than a share. */
function countBelow(share: number, active: number): number {
  const isBelow = (index: number): boolean => Math.fround(index / active) < share;
  let count = Math.min(active, Math.max(0, Math.ceil(share * active)));
  while (count < active && isBelow(count)) count += 1;
  while (count > 0 && !isBelow(count - 1)) count -= 1;
  return count;
}
