import type { GgufKind } from '../gguf/kind-of.ts';
import type { StatedLicense } from '../license/stated-license.ts';
import type { FitWarningCode } from './fit-finding.ts';
import type { LayerKind, WeightClass } from './model-facts.ts';

/** Tensors of one type. */
export interface TypeShare {
  /** As ggml names it, such as `Q4_K`; of one that is not known its number. */
  readonly type: string;
  /** How many there are. */
  readonly tensors: number;
  /** Of all of them together. */
  readonly bytes: number;
}

/** What tensors are for: what stands before and after the layers, or a class of weights in them. */
export type TensorClass = 'input' | 'output' | WeightClass;

/** Tensors that are for the same, and how they are quantised. */
export interface ClassShare {
  /** What they are for. */
  readonly class: TensorClass;
  /** Of all of them together. */
  readonly bytes: number;
  /** The one with the most bytes first. */
  readonly types: readonly TypeShare[];
}

/** Layers that keep the same of a conversation. */
export interface LayerShare {
  /**
   * `full` and `swa`: attention to all tokens and to a window of them; `mla`: latent attention;
   * `recurrent`: a state; `none`: nothing.
   */
  readonly kind: LayerKind;
  /** How many there are. */
  readonly layers: number;
}

export interface ExpertNumbers {
  /** In each layer. */
  readonly count: number;
  /** That work on a token. */
  readonly used: number;
}

export interface TemplateFacts {
  /** Of its text. */
  readonly bytes: number;
  /** Whether it knows of tools; false too where the text is too long to be looked into. */
  readonly tools: boolean;
}

/** One thing that is not known of it. */
export interface InspectionFinding {
  readonly code: FitWarningCode;
  readonly message: string;
}

/** What a model is, as the headers of its files say. */
export interface ModelInspection {
  /** As it was asked for. */
  readonly name: string;
  /** Where the weights come from. */
  readonly source: string;
  /** What the file is for. */
  readonly kind: GgufKind;
  /** What its makers call it. */
  readonly title?: string;
  /** Files that it is in. */
  readonly files: number;
  /** Of all tensors. */
  readonly bytes: number;
  /** Of the headers, which is all that was read. */
  readonly headerBytes: number;
  /** As llama.cpp names it. */
  readonly architecture?: string;
  /** Elements of all tensors. */
  readonly parameters: number;
  /** By what they keep of a conversation. */
  readonly layers: readonly LayerShare[];
  /** Numbers that stand for a token between layers. */
  readonly embeddingLength?: number;
  /** Tokens that it knows. */
  readonly vocabulary?: number;
  /** Tokens of a conversation that it was trained on. */
  readonly contextLength?: number;
  /** Tokens that layers of kind `swa` see. */
  readonly window?: number;
  /** Of a mixture of experts: how many each layer has, and how many work on a token. */
  readonly experts?: ExpertNumbers;
  /** What a token of a conversation takes in a cache of f16, in layers that keep all of them. */
  readonly cacheBytesPerToken?: number;
  /** What the makers of the file say it is quantised as. */
  readonly quantisation?: string;
  /** Bits of a parameter, on average. */
  readonly bitsPerWeight?: number;
  /** Tensors by what they are for. */
  readonly classes: readonly ClassShare[];
  /** What makes a prompt of a conversation; absent where there is none. */
  readonly chatTemplate?: TemplateFacts;
  /** What the header says of it, which is read from no other place. */
  readonly license?: StatedLicense;
  /** What the engine cannot be planned for. */
  readonly findings: readonly InspectionFinding[];
}
