import type { MemoryPlan, MemoryQuestion } from '../core/engine/memory-plan.ts';
import type { EngineSizes } from '../core/fit/engines/divided-model.ts';
import type { TransformersEngine } from '../core/fit/engines/engine-name.ts';
import type { EngineTuning } from '../core/fit/engines/engine-question.ts';
import { planEngineMemory } from '../core/fit/engines/plan-engine-memory.ts';
import type { Resolved } from '../core/resolve/resolved.ts';
import type { Runtime } from '../core/runtime.ts';
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
  /** Variables with such an effect. */
  readonly variablesOfMemory: readonly string[];
  /** What is not computed of some models. */
  readonly obstacle?: (facts: TransformerFacts, said: Said) => string | undefined;
}

/** What a release says at a path of the block of its engine, as a field or as an argument. */
export type Said = (path: string) => unknown;

type Planner = Required<Pick<Runtime, 'planMemory' | 'unknownMemory'>>;

/** How an engine of transformers answers for its memory. */
export function pythonMemory(table: MemoryTable): Planner {
  return {
    unknownMemory: (resolved) => obstacles.flatMap((find) => find(resolved, table) ?? [])[0],
    planMemory: (resolved, question) => planMemory(resolved, question, table),
  };
}

function planMemory(
  resolved: Resolved,
  { model, gpuBytes }: MemoryQuestion,
  table: MemoryTable,
): MemoryPlan {
  if (model.form !== 'transformers') return { kind: 'unknown', why: 'it is not in safetensors' };
  const { facts, tensors } = model;
  const said = saidIn(resolved, table);
  const why = unknownOfModel(facts, said) ?? table.obstacle?.(facts, said);
  if (why !== undefined) return { kind: 'unknown', why };
  const { contextLength, concurrency } = resolved;
  return planEngineMemory({
    ...{ engine: table.engine, facts, tensors, contextLength, concurrency },
    sizes: sizesOf(resolved, table),
    tuning: tuningOf(resolved, table),
    cacheElementBytes: table.cacheTypes[String(said('kvCache.type') ?? 'auto')] ?? 2,
    gpuBytes: usedOf(resolved, gpuBytes),
    keepsExperts: said('expertParallel') === true || Number(said('expertParallel') ?? 1) > 1,
  });
}

function saidIn(
  { options = {}, args = [] }: Pick<Resolved, 'options' | 'args'>,
  { words }: Pick<MemoryTable, 'words'>,
): Said {
  return (path) => optionAt(options, path) ?? words.textOf(args, path);
}

// Whoever says a size by words has said them all; the engine takes 1 for the others.
function sizesOf(resolved: Looked, { words }: MemoryTable): EngineSizes {
  const said = saidIn(resolved, { words });
  const planned: Readonly<Record<string, number>> = parallelOptions(resolved, words.isSaid);
  const of = (path: string) => Number(said(path) ?? planned[path] ?? 1);
  return {
    tensor: of('tensorParallel'),
    pipeline: of('pipelineParallel'),
    data: of('dataParallel'),
  };
}

function tuningOf(resolved: Resolved, table: MemoryTable): EngineTuning {
  const said = saidIn(resolved, table);
  const numbers = Object.entries(table.tuning).flatMap(([name, path]) =>
    said(path) === undefined ? [] : [[name, Number(said(path))] as const],
  );
  const { concurrency } = resolved;
  const sequences = table.sizesBatch && concurrency !== undefined ? { sequences: concurrency } : {};
  return { ...sequences, ...Object.fromEntries(numbers) };
}

// Where all are alike only one of them is told.
function usedOf(
  { gpus }: Resolved,
  gpuBytes: readonly number[] | undefined,
): readonly number[] | undefined {
  const last = gpuBytes?.at(-1);
  if (gpuBytes === undefined || last === undefined) return undefined;
  return Array.from({ length: gpus }, (_, index) => gpuBytes[index] ?? last);
}

type Looked = Pick<
  Resolved,
  'options' | 'args' | 'claims' | 'speculative' | 'gpus' | 'split' | 'mode' | 'env'
>;

const sizeNames = ['tensorParallel', 'pipelineParallel', 'dataParallel'];
const ofArgs = (word: string) => `what \`${word}\` of \`runtime.args\` does to it is not computed`;

const obstacles: readonly ((resolved: Looked, table: MemoryTable) => string | undefined)[] = [
  ({ claims }) =>
    claims === undefined ? undefined : 'which devices `hardware.claims` gets is not known here',
  ({ gpus }, { engine }) =>
    gpus === 0 ? `what \`${engine}\` takes without GPUs is not computed` : undefined,
  ({ mode }) =>
    mode === undefined ? undefined : `what \`serving.mode: ${mode}\` takes is not computed`,
  ({ speculative }, { freeGuesses }) =>
    speculative === undefined || freeGuesses.includes(speculative.method)
      ? undefined
      : 'what guessing ahead takes is not computed',
  (resolved, table) => uncountedField(resolved, table),
  (resolved, table) => {
    const type = String(saidIn(resolved, table)('kvCache.type') ?? 'auto');
    return Object.hasOwn(table.cacheTypes, type)
      ? undefined
      : `the type in \`runtime.${table.engine}.kvCache.type\` is not one that is known`;
  },
  (resolved, table) => unreadableNumber(resolved, table),
  ({ args = [] }, { words, wordsOfMemory }) => {
    const word = words.oneOf(args, wordsOfMemory);
    return word === undefined ? undefined : ofArgs(word);
  },
  ({ env = {} }, { variablesOfMemory }) => {
    const name = variablesOfMemory.find((variable) => Object.hasOwn(env, variable));
    return name === undefined
      ? undefined
      : `what the variable \`${name}\` does to it is not computed`;
  },
  (resolved, table) => {
    const { tensor, pipeline, data } = sizesOf(resolved, table);
    return tensor * pipeline * data > resolved.gpus
      ? 'it is divided over more GPUs than the pod has'
      : undefined;
  },
];

function uncountedField(
  { options = {}, args = [] }: Looked,
  { engine, words, uncounted }: MemoryTable,
): string | undefined {
  const found = Object.entries(uncounted).find(([path, when]) => {
    // Of a switch in words the value is not read.
    if (words.isSaid(args, path)) return when === true || when(words.textOf(args, path));
    const value = optionAt(options, path);
    return value !== undefined && (when === true || when(value));
  });
  return found && `what \`runtime.${engine}.${found[0]}\` does to it is not computed`;
}

// What is no number in the words of a user, such as `auto`, is for the engine to read.
function unreadableNumber(
  { args = [] }: Looked,
  { words, tuning }: MemoryTable,
): string | undefined {
  const path = [...Object.values(tuning), ...sizeNames].find(
    (each) => words.isSaid(args, each) && !(Number(words.textOf(args, each)) > 0),
  );
  return path === undefined ? undefined : `what \`runtime.args\` says of \`${path}\` is no number`;
}

function unknownOfModel(facts: TransformerFacts, said: Said): string | undefined {
  return said('quantization') !== undefined && facts.quantisation === undefined
    ? 'how large the weights are once the engine has quantised them is not known'
    : undefined;
}
