import { readFileSync } from 'node:fs';
import { type Estimate, estimate } from '../../../src/core/fit/estimate.ts';
import type { FitDevice } from '../../../src/core/fit/fit-hardware.ts';
import type { PlaceEstimate } from '../../../src/core/fit/place-estimate.ts';
import { readFacts } from '../../../src/core/fit/read-facts.ts';
import { type ModelShape, namedShapes } from './model-shape.ts';
import { readEngineArgs } from './read-engine-args.ts';
import { viewOfShape } from './view-of-shape.ts';

/** A load by processors alone; buffers as `name=MiB`, with two decimals. */
export interface CpuVector {
  readonly model: string;
  readonly args: string;
  readonly modelBuf: readonly string[];
  readonly kv: readonly string[];
  readonly rs: readonly string[];
  readonly compute: readonly string[];
  readonly ctx: readonly string[];
  readonly props_n_ctx?: number;
  readonly err: readonly string[];
}

/** MiB of model, context and computing, without their fractions. */
type Breakdown = readonly [number, number, number];

/** A configuration with devices; those of `p` have a shape of their own. */
export interface GpuVector {
  readonly name: string;
  readonly p?: ModelShape;
  readonly quant?: string;
  readonly args: string;
  readonly gpusGiB: readonly number[];
  readonly per?: Readonly<Record<string, number>>;
  readonly dev: Readonly<Record<string, Breakdown>>;
}

/** What was taken to the byte, by an engine that did not look for settings that fit. */
export interface ExactVector {
  readonly name: string;
  readonly p: ModelShape;
  readonly quant: string;
  readonly args: string;
  /** Bytes that each device has, and that were taken of it. */
  readonly gpus: readonly number[];
  readonly taken: readonly number[];
  /** MiB for computing on the host, in hundredths. */
  readonly hostMiB: number;
}

interface Vectors {
  readonly cpu: readonly CpuVector[];
  readonly gpu: readonly GpuVector[];
}

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

/**
 * What llama.cpp 0.7.0 itself reported, as measured; `more-vectors` has small shapes, most of them
 * random.
 */
export function readVectors(file: 'vectors' | 'more-vectors' = 'vectors'): Vectors {
  return JSON.parse(readFileSync(new URL(`${file}.json`, import.meta.url), 'utf8'));
}

/** Configurations of which every byte is known. */
export function readExactVectors(): readonly ExactVector[] {
  const text = readFileSync(new URL('exact-vectors.json', import.meta.url), 'utf8');
  return JSON.parse(text).gpu;
}

/** The estimate for one of these. */
export function estimateExactVector({ p, quant, args, gpus }: ExactVector): Estimate {
  const facts = readFacts(viewOfShape(p, quant));
  const devices = gpus.map((totalBytes, index): FitDevice => {
    return { id: `RPC${index}`, kind: 'rpc', totalBytes };
  });
  return estimate(facts, { ...readEngineArgs(args), repack: false }, { devices });
}

/** The estimate for a configuration with devices. */
export function estimateGpuVector({ name, p, quant, args, gpusGiB }: GpuVector): Estimate {
  const shape = p ?? shapeNamed(name);
  const facts = readFacts(viewOfShape(shape, quant ?? shape.quant ?? 'q4_k_m'));
  const devices = gpusGiB.map(
    (size, index): FitDevice => ({
      id: `RPC${index}`,
      kind: 'rpc',
      totalBytes: size * gibibyte,
    }),
  );
  return estimate(facts, readEngineArgs(args), { devices, probed: true });
}

/** The estimate for a load by processors alone, of weights in f16. */
export function estimateCpuVector({ model, args }: CpuVector): Estimate {
  return estimate(readFacts(viewOfShape(shapeNamed(model), 'f16')), readEngineArgs(args), {
    devices: [],
  });
}

/** MiB of model, context and computing of a place, as the engine groups them. */
export function breakdownOf(place: PlaceEstimate): Breakdown {
  const sum = (...parts: readonly string[]): number =>
    place.lines.reduce((all, { what, bytes }) => all + (parts.includes(what) ? bytes : 0), 0) /
    mebibyte;
  return [sum('weights', 'repacked'), sum('kv', 'state'), sum('compute')];
}

/** MiB of buffers that are written as `name=MiB`. */
export function sumBuffers(buffers: readonly string[]): number {
  return buffers.reduce((sum, buffer) => sum + Number(buffer.split('=')[1]), 0);
}

function shapeNamed(name: string): ModelShape {
  const shape = namedShapes[name];
  if (shape === undefined) throw new Error(`there is no shape ${name}`);
  return shape;
}
