import type { EngineMemoryAsked } from '../../../src/core/fit/engines/engine-memory-asked.ts';
import { planEngineMemory } from '../../../src/core/fit/engines/plan-engine-memory.ts';
import { readConfig } from '../../../src/core/transformers/read-config.ts';
import { llama3Tensors, publicConfigs } from './public-configs.ts';

/** What a `config.json` says; throws for one that says too little. */
export function factsOf(config: unknown) {
  const read = readConfig(config);
  if (read.kind === 'problem') throw new Error(read.fact);
  return read.facts;
}

/** Llama 3 8B on one GPU of 24 GiB, with the given differences. */
export function askedWith(changes: Partial<EngineMemoryAsked> = {}): EngineMemoryAsked {
  return {
    engine: 'vllm',
    facts: factsOf(publicConfigs.llama3),
    tensors: llama3Tensors,
    sizes: { tensor: 1, pipeline: 1, data: 1 },
    tuning: {},
    cacheElementBytes: 2,
    gpuBytes: [24 * 1024 ** 3],
    contextLength: undefined,
    concurrency: undefined,
    keepsExperts: false,
    ...changes,
  };
}

/** The plan for that; throws where there is none. */
export function plannedWith(changes: Partial<EngineMemoryAsked> = {}) {
  const plan = planEngineMemory(askedWith(changes));
  if (plan.kind !== 'planned') throw new Error(JSON.stringify(plan));
  return plan;
}

const gibibyte = 1024 ** 3;

/** So many GPUs of so many GiB. */
export function gpusOf(count: number, size: number): readonly number[] {
  return Array.from({ length: count }, () => size * gibibyte);
}

export function planWith(changes: Partial<EngineMemoryAsked>) {
  return planEngineMemory(askedWith(changes));
}

/** Llama 3 8B with longer conversations, which do not all fit beside it. */
export const longerFacts = { ...factsOf(publicConfigs.llama3), context: 131_072 };

/** Tokens of such that a plan says they may hold together; 0 where it says nothing. */
export function heldIn(changes: Partial<EngineMemoryAsked> = {}): number {
  const [first = ''] = plannedWith({ facts: longerFacts, ...changes }).because;
  return Number(/^Conversations may hold (\d+) tokens together/.exec(first)?.[1] ?? 0);
}
