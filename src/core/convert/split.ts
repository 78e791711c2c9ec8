import type { Facts } from './facts.ts';

/** How the operator had a model divided over several GPUs. */
export interface Split {
  readonly mode?: string;
  /** A share for each GPU. */
  readonly ratio?: readonly number[];
}

// `pipeline` never was another way than `layer`.
const modes = {
  layer: 'layer',
  pipeline: 'layer',
  tensor: 'row',
  row: 'row',
  none: 'none',
} as const;

/**
 * It never left this to the engine, whose own shares go by the memory that is free. What
 * `extraArgs` say came after its own.
 */
export function splitOf({ model, gpus, args, ...facts }: Facts): Split {
  const { splitMode, tensorSplit } = args.said;
  const { strategy = 'layer' } = model.hardware?.gpu?.sharding ?? {};
  const own = gpus > 1 ? modes[strategy] : undefined;
  const mode = splitMode?.text ?? own;
  const isShared = own !== undefined && own !== 'none' && mode !== 'none';
  const equal = isShared ? Array.from({ length: gpus }, () => 1) : undefined;
  const ratio =
    tensorSplit === undefined
      ? ((equal && layerShares({ model, gpus, args, ...facts })) ?? equal)
      : sharesOf(tensorSplit.text);
  return { ...(mode === undefined ? {} : { mode }), ...(ratio === undefined ? {} : { ratio }) };
}

/** The shares that the engine reads, where they are whole numbers. */
export function sharesOf(text: string): readonly number[] | undefined {
  return /^\d{1,6}([,/]\d{1,6})*$/.test(text) ? text.split(/[,/]/).map(Number) : undefined;
}

/**
 * The shares of `layerSplit` in the smallest whole numbers. Undefined where the operator fell back
 * to equal shares: not one `first-last` for each GPU.
 * @example `0-24` and `25-39` are 5 to 3.
 */
export function layerShares({ model, gpus }: Facts): readonly number[] | undefined {
  const { layerSplit = [] } = model.hardware?.gpu?.sharding ?? {};
  if (layerSplit.length !== gpus) return undefined;
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
