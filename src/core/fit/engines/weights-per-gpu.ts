import type { SafeTensor } from '../../safetensors/safetensors-header.ts';
import { classifyWeights } from '../../transformers/classify-weights.ts';
import type { TransformerFacts } from '../../transformers/transformer-facts.ts';
import type { EstimateLine } from '../place-estimate.ts';
import type { EngineModel, LayerStage } from './engine-question.ts';

const layer = /^(?:model\.|language_model\.|text_model\.)*layers\.(\d+)\./;
const draft = /^(model\.)?mtp\./;

/** Each GPU has them whole: norms, routers, and what latent attention makes of the input first. */
const whole = /norm|\.(gate|router)\.|(^|\.)(q_a_proj|kv_a_proj|fused_qkv_a_proj)|visual|vision/;
const keysAndValues = /\.(k_proj|v_proj)\./;

/**
 * Weights of one GPU in bytes where `gpus` of them divide each layer (vLLM 0.25, SGLang 0.5): to
 * the byte on one GPU, and on several with what each has whole counted on each.
 */
export function weightsPerGpu({ facts, tensors, gpus, stage }: EngineModel): EstimateLine {
  const bytes = tensors
    .filter((tensor) => isLoaded(tensor, facts) && isOfStage(tensor, facts, stage))
    .reduce((sum, tensor) => sum + loadedBytes(tensor, facts) / partsOf(tensor, facts, gpus), 0);
  return {
    what: 'weights',
    bytes: Math.ceil(bytes),
    exact: gpus === 1,
    ...(gpus === 1 ? {} : { basis: 'rule of thumb' as const }),
    why:
      gpus === 1 ? 'what is loaded of the files' : `1/${gpus} of what can be divided, and the rest`,
  };
}

// Layers behind the last one guess ahead, and are loaded only for that.
function isLoaded({ name }: SafeTensor, { layers, isTied }: TransformerFacts): boolean {
  if (draft.test(name)) return false;
  if (isTied && classifyWeights(name) === 'output') return false;
  const index = layerIndexOf(name);
  return index === undefined || index < layers.length;
}

// What is before the layers is with the first, what is behind them with the last; tied embeddings
// are both.
function isOfStage(
  { name }: SafeTensor,
  { layers, isTied }: TransformerFacts,
  stage: LayerStage | undefined,
): boolean {
  if (stage === undefined) return true;
  const index = layerIndexOf(name);
  if (index !== undefined) return index >= stage.from && index < stage.to;
  const isLast = stage.to === layers.length;
  if (classifyWeights(name) === 'input') return stage.from === 0 || (isTied && isLast);
  return isLast;
}

/** Which layer a tensor is of; undefined where its name does not tell. */
export function layerIndexOf(name: string): number | undefined {
  const index = layer.exec(name)?.[1];
  return index === undefined ? undefined : Number(index);
}

// What is stored in 32 bits is computed in 16, but for the scales of what is quantised.
function loadedBytes({ type, bytes }: SafeTensor, { quantisation }: TransformerFacts): number {
  return type === 'F32' && quantisation === undefined ? bytes / 2 : bytes;
}

function partsOf({ name, shape }: SafeTensor, { kvHeads }: TransformerFacts, gpus: number): number {
  if (shape.length < 2 || whole.test(name)) return 1;
  return keysAndValues.test(name) ? Math.min(gpus, kvHeads) : gpus;
}
