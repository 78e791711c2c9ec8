import { defined } from '../../defined.ts';
import type { MemoryPlan } from '../../engine/memory-plan.ts';
import type { SafeTensor } from '../../safetensors/safetensors-header.ts';
import type { TransformerFacts } from '../../transformers/transformer-facts.ts';
import { greatestWhere } from '../bisect.ts';
import { devicesOf } from '../devices-of.ts';
import type { FitPlace } from '../fit-result.ts';
import type { EstimateLine } from '../place-estimate.ts';
import { type EngineSizes, type EngineStage, stagesOf } from './divided-model.ts';
import type { TransformersEngine } from './engine-name.ts';
import { engineNotes } from './engine-notes.ts';
import type { EngineTuning } from './engine-question.ts';
import { parallelProblem } from './parallel-problem.ts';

export interface EngineMemoryAsked {
  readonly engine: TransformersEngine;
  readonly facts: TransformerFacts;
  readonly tensors: readonly SafeTensor[];
  readonly sizes: EngineSizes;
  readonly tuning: EngineTuning;
  /** Of an element of the cache, in bytes. */
  readonly cacheElementBytes: number;
  /** Memory of each GPU of a pod, in bytes; absent where nobody knows. */
  readonly gpuBytes: readonly number[] | undefined;
  /** Tokens of one conversation; where nobody says it, the engine or this decides. */
  readonly contextLength: number | undefined;
  /** Conversations at a time. More than its cache holds wait, and stop nothing. */
  readonly concurrency: number | undefined;
  /** Experts are whole on a GPU, so that nothing divides the blocks of one. */
  readonly keepsExperts: boolean;
}

/** Of a model that does not say how long conversations can be. */
const longestUnknown = 131_072;

/** A context that is fixed here is a multiple of this, where it is no shorter. */
const contextStep = 256;

/**
 * Says whether an engine that takes a share of each GPU starts with a model, by the same formulas as
 * `fit`. What is refused does not fit even where the engine needs least, for one conversation.
 */
export function planEngineMemory(asked: EngineMemoryAsked): MemoryPlan {
  const problem = divisionProblem(asked);
  if (problem !== undefined) return { kind: 'refused', fact: problem };
  const why = unknownDivision(asked);
  if (why !== undefined) return { kind: 'unknown', why };
  const { gpuBytes, facts } = asked;
  if (gpuBytes === undefined) {
    return {
      kind: 'unknown',
      why: 'how much memory the GPUs have is not known: say --gpu-memory',
    };
  }
  const ground = groundOf(asked, Math.min(...gpuBytes));
  const { surely, perhaps } = ground;
  const { contextLength } = asked;
  if ((contextLength ?? 1) > perhaps) return tooLarge(ground);
  const fixed = fixedContext(ground);
  // Where nobody says it and nothing is fixed, the engine takes what the model has or memory holds.
  const told = contextLength ?? fixed ?? Math.min(facts.context || longestUnknown, perhaps);
  return {
    kind: 'planned',
    fit: {
      ...defined({ contextLength: fixed }),
      places: placesOf(ground, (stage) => sumOf(leastLines(stage, told))),
    },
    because: becauseOf(ground, fixed),
    warnings: engineNotes({
      ...{ facts, devices: devicesOf(gpuBytes), contextLength: told, gpus: asked.sizes.tensor },
      isNear: (contextLength ?? 1) > surely,
    }).map(({ message }) => message),
  };
}

interface Ground {
  readonly asked: EngineMemoryAsked;
  readonly stages: readonly EngineStage[];
  /** The most tokens of one conversation that fit whatever the engine takes; 0 for none. */
  readonly surely: number;
  /** The same where it takes least. */
  readonly perhaps: number;
}

function groundOf(asked: EngineMemoryAsked, gpuBytes: number): Ground {
  const stages = stagesOf({ ...asked, gpuBytes });
  const longest = Math.max(asked.facts.context || longestUnknown, asked.contextLength ?? 1);
  const most = (holds: (stage: EngineStage, context: number) => boolean) =>
    greatestWhere(1, longest, (context) => stages.every((stage) => holds(stage, context))) ?? 0;
  return {
    asked,
    stages,
    surely: most(
      ({ room, left }, context) => left.least > 0 && fits(room.bytesFor, context, left.least),
    ),
    perhaps: most(
      ({ room, left }, context) => left.most > 0 && fits(room.leastBytesFor, context, left.most),
    ),
  };
}

function fits(bytesFor: (context: number) => number, context: number, left: number): boolean {
  return bytesFor(context) <= left;
}

function divisionProblem({ facts, sizes, keepsExperts }: EngineMemoryAsked): string | undefined {
  const { tensor, pipeline } = sizes;
  const layers = facts.layers.length;
  if (pipeline > layers) return `its ${layers} layers cannot be divided over ${pipeline} GPUs`;
  const { quantisation: _, ...rest } = facts;
  return parallelProblem(keepsExperts && facts.experts > 0 ? rest : facts, tensor);
}

/** Of what is divided in other ways than the formulas know. */
function unknownDivision(asked: EngineMemoryAsked): string | undefined {
  const { engine, facts, sizes, keepsExperts } = asked;
  const { layers, experts, hasUnknownLayers, isMultimodal } = facts;
  const { tensor, pipeline, data } = sizes;
  if (hasUnknownLayers) return 'its config.json tells of its layers in a way that is not read';
  if (keepsExperts && experts % tensor !== 0) {
    return `how its ${experts} experts lie on ${tensor} GPUs is not known`;
  }
  // vLLM 0.25 divides experts over copies of a model as well (`fused_moe/config.py`).
  if (engine === 'vllm' && data > 1 && experts > 0) {
    return 'what GPUs have of experts where a model is there several times is not known';
  }
  if (pipeline === 1) return undefined;
  if (layers.length % pipeline !== 0) {
    return `which of its ${layers.length} layers lie where on ${pipeline} GPUs is not known`;
  }
  return isMultimodal || new Set(layers).size > 1
    ? 'what GPUs have of a model whose layers are not all alike is not known'
    : undefined;
}

/** What the engine is told where nobody says it and what it would take does not surely fit. */
function fixedContext({ asked, surely }: Ground): number | undefined {
  const { facts, contextLength } = asked;
  const { context, isMultimodal, layers } = facts;
  // What is not counted may take some of what is left; the engine measures it, and decides.
  const isCounted = !isMultimodal && !layers.includes('recurrent');
  if (contextLength !== undefined || !isCounted) return undefined;
  return surely > 0 && surely < context ? inSteps(surely) : undefined;
}

function inSteps(tokens: number): number {
  return Math.floor(tokens / contextStep) * contextStep || tokens;
}

function becauseOf({ asked, stages, surely }: Ground, fixed: number | undefined): string[] {
  const { engine, contextLength, concurrency, facts } = asked;
  const held = Math.min(...stages.map(({ room, left }) => room.tokensIn(left.least)));
  const context = contextLength ?? fixed ?? facts.context;
  const each = conversationsIn(stages, context);
  return [
    ...(fixed === undefined
      ? []
      : [
          `No context is asked for, and ${fixed} tokens surely fit of the ${facts.context} that the model has, so it is that`,
        ]),
    ...(surely === 0
      ? []
      : [`Conversations may hold ${held} tokens together in what ${engine} takes`]),
    ...(concurrency === undefined || each === 0 || each >= concurrency
      ? []
      : [
          `That is surely ${each} of ${context} tokens at a time, of ${concurrency} that are asked for`,
        ]),
  ];
}

function conversationsIn(stages: readonly EngineStage[], context: number): number {
  const each = stages.map(({ room, left }) =>
    Math.floor(left.least / Math.max(1, room.bytesFor(context))),
  );
  return context === 0 ? 0 : Math.min(...each);
}

function tooLarge(ground: Ground): MemoryPlan {
  const { asked, surely } = ground;
  const { contextLength = 1 } = asked;
  const places = placesOf(ground, (stage): Omit<FitPlace, 'id' | 'limitBytes'> => {
    const lines = leastLines(stage, contextLength);
    const { usedBytes } = sumOf(lines);
    const { limitBytes } = stage.budget;
    return { usedBytes, upperBytes: usedBytes, fits: usedBytes <= limitBytes, lines };
  });
  return { kind: 'too large', places, largestContext: surely === 0 ? 0 : inSteps(surely) };
}

/** What a GPU needs where the engine needs least. */
function leastLines({ budget, room }: EngineStage, context: number): readonly EstimateLine[] {
  const { lines, uncertainBytes, cache } = budget;
  const kv: EstimateLine = {
    what: 'kv',
    bytes: room.leastBytesFor(context),
    exact: cache === 'blocks',
    why: 'what one conversation of that length keeps on each GPU',
  };
  const least = lines.map((line) =>
    line.what === 'compute' ? { ...line, bytes: line.bytes - uncertainBytes } : line,
  );
  return [...least, kv].filter(({ bytes }) => bytes > 0);
}

function sumOf(lines: readonly EstimateLine[]): { readonly usedBytes: number } {
  return { usedBytes: Math.ceil(lines.reduce((sum, { bytes }) => sum + bytes, 0)) };
}

/** Of each GPU that is used, in the order of the engine: copies, in them stages, in them parts. */
function placesOf<Place>(
  { asked, stages }: Ground,
  of: (stage: EngineStage) => Place,
): (Place & { id: string; limitBytes: number })[] {
  const { tensor, data } = asked.sizes;
  const all = Array.from({ length: data }, () =>
    stages.flatMap((stage) => Array.from({ length: tensor }, () => stage)),
  ).flat();
  return all.map((stage, index) => ({
    ...of(stage),
    id: `CUDA${index}`,
    limitBytes: stage.budget.limitBytes,
  }));
}
