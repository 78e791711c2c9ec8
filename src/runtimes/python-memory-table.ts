import type { EngineSizes } from '../core/fit/engines/divided-model.ts';
import type { TransformersEngine } from '../core/fit/engines/engine-name.ts';
import type { EngineTuning } from '../core/fit/engines/engine-question.ts';
import type { Vendor } from '../core/hardware/vendors.ts';
import type { Accelerator } from '../core/intent/runtime-schema.ts';
import type { Resolved } from '../core/resolve/resolved.ts';
import type { TransformerFacts } from '../core/transformers/transformer-facts.ts';
import { optionAt } from './engine-field.ts';
import { parallelOptions } from './parallel.ts';
import type { PythonArguments } from './python-arguments.ts';

/** What the fields and words of an engine do to its memory. */
export interface MemoryTable {
  readonly engine: TransformersEngine;
  readonly words: PythonArguments;
  /** Bytes of an element of the cache, by the words for its type. */
  readonly cacheTypes: Readonly<Record<string, number>>;
  /** The fields that the formulas take, each a number. */
  readonly tuning: Readonly<Partial<Record<keyof EngineTuning, string>>>;
  /** Whether the number of conversations at a time is one that memory follows from. */
  readonly sizesBatch: boolean;
  /** Fields whose effect is not computed; of some only with certain values. */
  readonly uncounted: Readonly<Record<string, true | ((value: unknown) => boolean)>>;
  /** Ways to guess ahead that take nothing. */
  readonly freeGuesses: readonly string[];
  /** Words with such an effect that no field stands for. */
  readonly wordsOfMemory: readonly string[];
  /** One of those whose value stands in the same word, without a sign between. */
  readonly joinedWord?: string;
  /** Variables with such an effect. */
  readonly variablesOfMemory: readonly string[];
  /** Those of the version that the formulas are of. */
  readonly images: Readonly<Partial<Record<Accelerator, string>>>;
  /** Whose GPUs are computed, where it is not those of all. */
  readonly vendors?: readonly Vendor[];
  /** What is not computed of some models. */
  readonly obstacle?: (facts: TransformerFacts, said: Said) => string | undefined;
}

/** What a release says at a path of the block of its engine, as a field or as an argument. */
export type Said = (path: string) => unknown;

/** What of a release says how its engine is started. */
export type Looked = Pick<
  Resolved,
  | 'options'
  | 'args'
  | 'claims'
  | 'speculative'
  | 'gpus'
  | 'split'
  | 'mode'
  | 'env'
  | 'envFrom'
  | 'command'
  | 'image'
  | 'vendor'
>;

/** The fields about how many GPUs a model is divided over. */
export const sizeNames = ['tensorParallel', 'pipelineParallel', 'dataParallel'];

export function saidIn(
  { options = {}, args = [] }: Pick<Looked, 'options' | 'args'>,
  { words }: Pick<MemoryTable, 'words'>,
): Said {
  return (path) => optionAt(options, path) ?? words.textOf(args, path);
}

/** Whoever says a size by words has said them all; the engine takes 1 for the others. */
export function sizesOf(resolved: Looked, { words }: Pick<MemoryTable, 'words'>): EngineSizes {
  const said = saidIn(resolved, { words });
  const planned: Readonly<Record<string, number>> = parallelOptions(resolved, words.isSaid);
  const of = (path: string) => Number(said(path) ?? planned[path] ?? 1);
  return {
    tensor: of('tensorParallel'),
    pipeline: of('pipelineParallel'),
    data: of('dataParallel'),
  };
}

/** The first argument that changes memory in a way that nobody has computed. */
export function memoryWordIn(
  { args = [] }: Pick<Looked, 'args'>,
  { words, wordsOfMemory, joinedWord }: MemoryTable,
): string | undefined {
  const joined = joinedWord !== undefined && args.some((text) => text.startsWith(joinedWord));
  return words.oneOf(args, wordsOfMemory) ?? (joined ? joinedWord : undefined);
}

/** Variables of a release that change memory. */
export function memoryVariablesIn(
  { env = {} }: Pick<Looked, 'env'>,
  { variablesOfMemory }: MemoryTable,
): readonly string[] {
  return variablesOfMemory.filter((variable) => Object.hasOwn(env, variable));
}
