import {
  breakdownOf,
  type CpuVector,
  estimateCpuVector,
  estimateGpuVector,
  type GpuVector,
  sumBuffers,
} from './vectors.ts';

/** How far the estimate of a row is from what was measured. */
export interface RowError {
  readonly row: string;
  /** Of the whole that was measured; below 0 for too little. */
  readonly relative: number;
}

/** The engine rounds each number of a breakdown down to MiB, which ours are, too. */
export function gpuRowError(vector: GpuVector): RowError {
  const { devices, host } = estimateGpuVector(vector);
  const known = devices.filter(({ id }) => vector.dev[id] !== undefined);
  const ours = [...known, host].flatMap((place) => breakdownOf(place).map(floorMebibytes));
  const theirs = Object.values(vector.dev).flat();
  return { row: rowName(vector), relative: relativeError(sum(ours), sum(theirs)) };
}

/** Buffers of processors have two decimals. */
export function cpuRowError(vector: CpuVector): RowError {
  const ours = breakdownOf(estimateCpuVector(vector).host);
  const theirs = [vector.modelBuf, vector.kv, vector.rs, vector.compute].map(sumBuffers);
  return { row: rowName(vector), relative: relativeError(sum(ours), sum(theirs)) };
}

/** The smallest error that so much of all rows stays below. */
export function quantile(errors: readonly RowError[], share: number): number {
  const sorted = errors.map(({ relative }) => Math.abs(relative)).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** Buffers begin at multiples of some bytes, which may be all that is missing to a MiB. */
const slack = 0.01;

function floorMebibytes(mebibytes: number): number {
  return Math.floor(mebibytes + slack);
}

function relativeError(ours: number, theirs: number): number {
  return (ours - theirs) / theirs;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function rowName(vector: GpuVector | CpuVector): string {
  const name = 'name' in vector ? `${vector.name}, GPUs ${vector.gpusGiB.join('+')}` : vector.model;
  return `${name} ${vector.args}`.trim();
}
