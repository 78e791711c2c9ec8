/** How weights are quantised, as `quantization_config` says it. */
export interface TransformerQuantisation {
  /** Such as `fp8`, `awq` or `gptq`. */
  readonly method: string;
  readonly bits?: number;
  /** Of fp8 in blocks: output and input elements of one block. */
  readonly block?: readonly number[];
  /** It says the type of the cache as well, for where nobody else says it. */
  readonly decidesCache?: true;
}

/** What a layer keeps of a conversation. */
export type KeptKind = 'full' | 'swa' | 'mla' | 'recurrent';

/** What a `config.json` says of a model, in numbers that engines compute with. */
export interface TransformerFacts {
  /** Its `model_type`. */
  readonly type?: string;
  /** The class that loads it. */
  readonly architecture?: string;
  /** What each layer keeps, the first one first. */
  readonly layers: readonly KeptKind[];
  /** Elements of a token between layers. */
  readonly hidden: number;
  /** Elements inside of a feed-forward; 0 where nothing says it. */
  readonly inner: number;
  /** The same of an expert. */
  readonly expertInner: number;
  readonly heads: number;
  /** Heads of keys and values; fewer than `heads` where they are shared. */
  readonly kvHeads: number;
  /** Elements of a head. */
  readonly headSize: number;
  /** Of latent attention: elements that a layer keeps of a token. */
  readonly latent?: { readonly rank: number; readonly rope: number };
  readonly vocabulary: number;
  /** Tokens of a conversation that it was made for; 0 where nothing says it. */
  readonly context: number;
  /** Tokens that a layer of kind `swa` sees. */
  readonly window?: number;
  readonly quantisation?: TransformerQuantisation;
  readonly experts: number;
  readonly expertsUsed: number;
  /** Whether input and output are one matrix. */
  readonly isTied: boolean;
  /** Whether it sees or hears as well. */
  readonly isMultimodal: boolean;
  /** Whether what its layers keep is told in a way that is not read. */
  readonly hasUnknownLayers: boolean;
}

export type TransformerOutcome =
  | { readonly kind: 'read'; readonly facts: TransformerFacts }
  | { readonly kind: 'problem'; readonly fact: string };
