import { classifyTensor } from './classify-tensor.ts';
import type { GgufView } from './gguf-view.ts';
import type { MetadataNumbers } from './metadata-numbers.ts';

/** Numbers that loops run over, in bounds, and what llama.cpp refuses of them. */
export interface Claims {
  readonly blocks: number;
  readonly experts: number;
  readonly expertsUsed: number;
  /** Sentences without a full stop. */
  readonly refusals: readonly string[];
}

/** `LLAMA_MAX_LAYERS` and `LLAMA_MAX_EXPERTS` of llama.cpp 0.5.0, which loads no model with more. */
const most = { layers: 512, experts: 512 };

/** What a file says that it has, against what an engine takes and what its tensors are. */
export function claimsOf(view: GgufView, { one }: MetadataNumbers): Claims {
  const said = {
    layers: one('block_count') ?? 0,
    experts: one('expert_count') ?? 0,
    used: one('expert_used_count') ?? 0,
  };
  const there = layersOf(view);
  const refusals = [
    said.layers > most.layers &&
      `it has ${said.layers} layers by its header, and llama.cpp takes ${most.layers} at most`,
    said.experts > most.experts &&
      `it has ${said.experts} experts by its header, and llama.cpp takes ${most.experts} at most`,
    said.used > said.experts && `${said.used} of its ${said.experts} experts are to be used`,
    there > 0 &&
      said.layers > 0 &&
      there !== said.layers &&
      `it has ${said.layers} layers by its header and tensors of ${there}`,
  ].filter((refusal) => refusal !== false);
  const experts = Math.min(said.experts, most.experts);
  return {
    blocks: Math.min(said.layers, most.layers),
    experts,
    expertsUsed: Math.min(said.used, experts),
    refusals,
  };
}

/** Up to the last layer that a tensor is of; 0 where none is of any. */
function layersOf({ tensors }: GgufView): number {
  let layers = 0;
  for (const { name } of tensors) {
    const place = classifyTensor(name);
    if (place.kind === 'layer') layers = Math.max(layers, place.layer + 1);
  }
  return layers;
}
