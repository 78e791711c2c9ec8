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

export interface DividedModel extends Omit<EngineModel, 'gpus' | 'stage' | 'stages'> {
  readonly engine: TransformersEngine;
  readonly sizes: EngineSizes;
  readonly tuning: EngineTuning;
}

/** GPUs that have the same layers, each a part of every one of them. */
export interface EngineStage {
  readonly budget: EngineBudget;
  readonly room: CacheRoom;
  readonly left: CacheLeft;
}

/** The stages of a model, the one with its first layers first; those with one part of it each. */
export function stagesOf(divided: DividedModel): readonly EngineStage[] {
  const { engine, sizes, tuning, facts, ...model } = divided;
  const { tensor, pipeline } = sizes;
  return Array.from({ length: pipeline }, (_, index) => {
    const stage = pipeline === 1 ? undefined : stageAt(index, facts.layers.length / pipeline);
    const part: EngineModel = {
      ...{ ...model, facts, gpus: tensor },
      ...defined({ stage, stages: stage && pipeline }),
    };
    const budget = engineBudget(engine, part, tuning);
    return { budget, room: cacheRoom(part, budget), left: leftForCache(budget) };
  });
}

function stageAt(index: number, layers: number): LayerStage {
  return { from: index * layers, to: (index + 1) * layers };
}
