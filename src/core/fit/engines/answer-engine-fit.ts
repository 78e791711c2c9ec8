import { defined } from '../../defined.ts';
import type { SafeTensor } from '../../safetensors/safetensors-header.ts';
import type { TransformerFacts } from '../../transformers/transformer-facts.ts';
import type { FitAnswer } from '../answer-fit.ts';
import { greatestWhere } from '../bisect.ts';
import type { FitDevice } from '../fit-hardware.ts';
import type { FitField, FitNote, FitPlace, FitResult } from '../fit-result.ts';
import type { EstimateLine } from '../place-estimate.ts';
import { type CacheRoom, cacheRoom } from './cache-room.ts';
import { engineBudget } from './engine-budgets.ts';
import type { TransformersEngine } from './engine-name.ts';
import { engineNotes } from './engine-notes.ts';
import type { EngineBudget, EngineModel } from './engine-question.ts';
import { engineWords } from './engine-words.ts';
import { type CacheLeft, leftForCache } from './left-for-cache.ts';
import { longestContext } from './longest-context.ts';
import { parallelProblem } from './parallel-problem.ts';
import { uncountedLatent } from './uncounted-latent.ts';

export interface EngineFitAsked {
  readonly name: string;
  readonly source: string;
  readonly engine: TransformersEngine;
  readonly facts: TransformerFacts;
  readonly tensors: readonly SafeTensor[];
  readonly devices: readonly FitDevice[];
  /** Tokens of one conversation, or as many as fit. */
  readonly contextLength: number | 'max';
  /** Conversations at a time, each of that length; else one has to fit. */
  readonly concurrency: number | undefined;
}

/** In place of none that fits. */
const leastByDefault = 4096;

/**
 * Says whether an engine that divides each layer over all GPUs starts with a context of that
 * length, and how many conversations its cache holds; or why it would not start at all.
 */
export function answerEngineFit(asked: EngineFitAsked): FitAnswer {
  const { devices, facts, engine } = asked;
  if (devices.length === 0) {
    return { kind: 'refused', fact: `${engine} needs GPUs, and nothing says their memory` };
  }
  const problem = parallelProblem({ engine, facts, gpus: devices.length });
  if (problem !== undefined) return { kind: 'refused', fact: problem };
  const uncounted = uncountedLatent(asked);
  if (uncounted !== undefined) return { kind: 'refused', fact: uncounted };
  const sizes = devices.map(({ totalBytes }) => totalBytes);
  const model: EngineModel = {
    ...{ facts, tensors: asked.tensors, cacheElementBytes: 2 },
    ...{ gpus: devices.length, gpuBytes: Math.min(...sizes) },
  };
  const budget = engineBudget(engine, model);
  return { kind: 'planned', result: resultOf(asked, planOf(asked, { model, budget })) };
}

interface Plan {
  readonly model: EngineModel;
  readonly budget: EngineBudget;
  readonly room: CacheRoom;
  readonly left: CacheLeft;
  readonly contextLength: number;
  readonly concurrency: number;
  readonly largest: number;
}

function planOf(asked: EngineFitAsked, { model, budget }: Pick<Plan, 'model' | 'budget'>): Plan {
  const room = cacheRoom(model, budget);
  const left = leftForCache(budget);
  const { least } = left;
  const { concurrency: said = 1, facts } = asked;
  const longest = longestContext(facts);
  const fits = (context: number) => room.bytesFor(context) * said <= least;
  const largest = least === 0 ? 0 : (greatestWhere(1, longest, fits) ?? 0);
  const contextLength = contextOf(asked.contextLength, { largest, longest });
  // Where nobody says how many, as many as the cache holds are told.
  const held = Math.floor(least / Math.max(1, room.bytesFor(contextLength)));
  const concurrency = asked.concurrency ?? Math.max(1, held);
  return { model, budget, room, left, contextLength, concurrency, largest };
}

function contextOf(
  asked: number | 'max',
  { largest, longest }: { readonly largest: number; readonly longest: number },
): number {
  if (asked !== 'max') return asked === 0 ? longest : asked;
  return Math.max(largest, Math.min(leastByDefault, longest));
}

function resultOf(asked: EngineFitAsked, plan: Plan): FitResult {
  const { model, room, left, contextLength, concurrency, largest } = plan;
  const needed = room.bytesFor(contextLength) * (asked.concurrency ?? 1);
  const [fits, mayFit] = [needed <= left.least && left.least > 0, needed <= left.most];
  const cacheTokens = { least: room.tokensIn(left.least), most: room.tokensIn(left.most) };
  return {
    ...{ name: asked.name, source: asked.source, runtime: asked.engine, fits },
    ...defined({ code: fits ? undefined : ('MODEL_TOO_LARGE' as const) }),
    ...{ contextLength, concurrency, isShared: false, largestContext: largest },
    places: asked.devices.map((device) => placeOf(device, { plan, needed, fits })),
    steps: [],
    because: becauseOf(asked, plan),
    cacheTokens,
    fields: fieldsOf(asked, plan),
    args: engineWords(asked.engine, {
      contextLength,
      concurrency: asked.concurrency,
      gpus: model.gpus,
    }),
    warnings: warningsOf(asked, { plan, isNear: !fits && mayFit && left.most > 0 }),
  };
}

function placeOf(
  { id }: FitDevice,
  { plan, needed, fits }: { readonly plan: Plan; readonly needed: number; readonly fits: boolean },
): FitPlace {
  const { budget } = plan;
  const kv: EstimateLine = {
    what: 'kv',
    bytes: needed,
    exact: budget.cache === 'blocks',
    ...(budget.cache === 'blocks' ? {} : { basis: 'upper bound' as const }),
    why: 'what conversations of that length keep on each GPU',
  };
  const lines = [...budget.lines, kv].filter(({ bytes }) => bytes > 0);
  const upperBytes = lines.reduce((sum, { bytes }) => sum + bytes, 0);
  const usedBytes = upperBytes - budget.uncertainBytes;
  return { id, usedBytes, upperBytes, limitBytes: budget.limitBytes, fits, lines };
}

function becauseOf({ engine }: EngineFitAsked, plan: Plan): readonly string[] {
  const { model, budget, room, left, contextLength } = plan;
  const { least, most } = { least: room.tokensIn(left.least), most: room.tokensIn(left.most) };
  const share = Math.round((budget.limitBytes / model.gpuBytes) * 1000) / 10;
  const each = Math.floor(left.least / Math.max(1, room.bytesFor(contextLength)));
  return [
    `${engine} takes ${share} % of each GPU, and what weights leave of it is for conversations`,
    least === 0
      ? 'What it takes beside them leaves nothing for conversations'
      : `They may hold ${least} tokens together, and up to ${most} where the engine needs less`,
    ...(each > 1 ? [`That is ${each} conversations of ${contextLength} tokens at a time`] : []),
    ...(least > 0 && each < 1 ? [halfText({ plan })] : []),
  ];
}

// A cache of fp8 takes half of what one of 16 bits takes.
function halfText({ plan }: { readonly plan: Plan }): string {
  const { model, budget, left } = plan;
  const room = cacheRoom({ ...model, cacheElementBytes: 1 }, budget);
  return `With a cache of fp8 they would hold ${room.tokensIn(left.least)} tokens`;
}

function fieldsOf(asked: EngineFitAsked, plan: Plan): readonly FitField[] {
  const { concurrency } = asked;
  return [
    { field: 'hardware.gpus', value: plan.model.gpus },
    { field: 'serving.contextLength', value: plan.contextLength },
    ...(concurrency === undefined ? [] : [{ field: 'serving.concurrency', value: concurrency }]),
  ];
}

function warningsOf(
  { devices, facts, contextLength }: EngineFitAsked,
  { plan, isNear }: { readonly plan: Plan; readonly isNear: boolean },
): readonly FitNote[] {
  return engineNotes({ devices, facts, contextLength, gpus: plan.model.gpus, isNear });
}
