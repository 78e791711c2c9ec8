import type { GgufModel } from '../gguf/gguf-header.ts';
import type { SafeTensor } from '../safetensors/safetensors-header.ts';
import type { TransformerFacts } from '../transformers/transformer-facts.ts';

/** What the files of a model say before its weights, in the form that its engine loads. */
export type ModelHead =
  | { readonly form: 'gguf'; readonly gguf: GgufModel }
  | {
      readonly form: 'transformers';
      readonly facts: TransformerFacts;
      /** Empty where nobody needed them. */
      readonly tensors: readonly SafeTensor[];
    };
