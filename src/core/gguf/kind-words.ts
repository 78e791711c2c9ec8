import type { GgufKind } from './kind-of.ts';

/** What a file is, to stand after `is`. */
export const kindWords: Readonly<Record<GgufKind, string>> = {
  model: 'a model',
  projector: 'a projector, which a model reads pictures or sounds by; serve it beside its model',
  adapter: 'a LoRA adapter; serve it beside the model that it was made for',
  'control-vector': 'a control vector, which is no model',
  'importance-matrix': 'an importance matrix, which is no model',
  vocabulary: 'a vocabulary without weights',
  shard: 'one part of a model',
};
