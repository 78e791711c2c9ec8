import type { Facts } from './facts.ts';

/**
 * The shares of `layerSplit` in the smallest whole numbers. Undefined where the operator fell back
 * to equal shares: not one `first-last` for each GPU.
 * @example `0-24` and `25-39` are 5 to 3.
 */
export function splitRatio({ model, gpus }: Facts): readonly number[] | undefined {
  const { strategy, layerSplit = [] } = model.hardware?.gpu?.sharding ?? {};
  if (strategy === 'none' || layerSplit.length !== gpus) return undefined;
  const sizes = layerSplit.map(sizeOf);
  if (!sizes.every((size) => size !== undefined)) return undefined;
  const divisor = sizes.reduce(greatestCommonDivisor, 0);
  return sizes.map((size) => size / divisor);
}

function sizeOf(range: string): number | undefined {
  const [, first, last] = /^(\d{1,6})-(\d{1,6})$/.exec(range) ?? [];
  if (first === undefined || last === undefined) return undefined;
  const size = Number(last) - Number(first) + 1;
  return size > 0 ? size : undefined;
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
