import type { EngineMemoryAsked } from './engine-memory-asked.ts';
import { parallelProblem } from './parallel-problem.ts';
import { uncountedLatent } from './uncounted-latent.ts';
import { layerIndexOf } from './weights-per-gpu.ts';

/** Why no engine would start with a model divided so; undefined where one would. */
export function divisionProblem(asked: EngineMemoryAsked): string | undefined {
  const { engine, facts, sizes, keepsExperts } = asked;
  const { tensor, pipeline } = sizes;
  const layers = facts.layers.length;
  if (pipeline > layers) return `its ${layers} layers cannot be divided over ${pipeline} GPUs`;
  const { quantisation: _, ...rest } = facts;
  const divided = keepsExperts && facts.experts > 0 ? rest : facts;
  return parallelProblem({ engine, facts: divided, gpus: tensor });
}

/** Why nobody knows what is where of what is divided in other ways than the formulas know. */
export function unknownDivision(asked: EngineMemoryAsked): string | undefined {
  const { engine, facts, sizes, keepsExperts } = asked;
  const { experts, hasUnknownLayers } = facts;
  const { tensor, data } = sizes;
  if (hasUnknownLayers) return 'its config.json tells of its layers in a way that is not read';
  const uncounted = uncountedLatent(asked);
  if (uncounted !== undefined) return uncounted;
  if (keepsExperts && experts % tensor !== 0) {
    return `how its ${experts} experts lie on ${tensor} GPUs is not known`;
  }
  // vLLM 0.25 divides experts over copies of a model as well (`fused_moe/config.py`).
  if (engine === 'vllm' && data > 1 && experts > 0) {
    return 'what GPUs have of experts where a model is there several times is not known';
  }
  return unknownStages(asked);
}

function unknownStages({ facts, tensors, sizes }: EngineMemoryAsked): string | undefined {
  const { layers, isMultimodal } = facts;
  const { pipeline } = sizes;
  if (pipeline === 1) return undefined;
  if (layers.length % pipeline !== 0) {
    return `which of its ${layers.length} layers lie where on ${pipeline} GPUs is not known`;
  }
  if (isMultimodal || new Set(layers).size > 1) {
    return 'what GPUs have of a model whose layers are not all alike is not known';
  }
  const named = new Set(tensors.map(({ name }) => layerIndexOf(name)));
  return layers.every((_, index) => named.has(index))
    ? undefined
    : 'the names of its weights do not tell which layers they are of';
}
