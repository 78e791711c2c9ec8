import { defined } from '../../defined.ts';
import { type CacheRoom, cacheRoom } from './cache-room.ts';
import { engineBudget } from './engine-budgets.ts';
import type { TransformersEngine } from './engine-name.ts';
import type { EngineBudget, EngineModel, EngineTuning, LayerStage } from './engine-question.ts';
import { type CacheLeft, leftForCache } from './left-for-cache.ts';

/** Over how many GPUs a model is divided, by the way that it is. */
export interface EngineSizes {
  /** Each layer over so many. */
  readonly tensor: number;
  /** Some layers on each of so many times those. */
  readonly pipeline: number;
  /** How many times all of that is there. */
  readonly data: number;
}

export interface DividedModel extends Omit<EngineModel, 'gpus' | 'gpuBytes' | 'stage' | 'stages'> {
  readonly engine: TransformersEngine;
  readonly sizes: EngineSizes;
  readonly tuning: EngineTuning;
  /** Of each GPU that is used, in the order of the engine. */
  readonly gpuBytes: readonly number[];
}

/** GPUs that have the same layers, each a part of every one of them. */
export interface EngineGroup {
  readonly budget: EngineBudget;
  readonly room: CacheRoom;
  readonly left: CacheLeft;
}

/**
 * The GPUs of a model, those of one copy after the other, in it those with its first layers first.
 * Of a group each takes what the smallest of them has.
 */
export function groupsOf(divided: DividedModel): readonly EngineGroup[] {
  const { engine, sizes, tuning, gpuBytes, facts, ...model } = divided;
  const { tensor, pipeline, data } = sizes;
  return Array.from({ length: data * pipeline }, (_, index) => {
    const layers = facts.layers.length / pipeline;
    const stage = pipeline === 1 ? undefined : stageAt(index % pipeline, layers);
    const part: EngineModel = {
      ...{ ...model, facts, gpus: tensor },
      ...{ gpuBytes: Math.min(...gpuBytes.slice(index * tensor, (index + 1) * tensor)) },
      ...defined({ stage, stages: stage && pipeline }),
    };
    const budget = engineBudget(engine, part, tuning);
    return { budget, room: cacheRoom(part, budget), left: leftForCache(budget) };
  });
}

function stageAt(index: number, layers: number): LayerStage {
  return { from: index * layers, to: (index + 1) * layers };
}
