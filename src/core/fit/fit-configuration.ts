import type { KvType } from './kv-types.ts';
import type { LayerRange } from './layer-sums.ts';

/** Weights of some layers that are kept elsewhere than their layers. */
export interface WeightOverride {
  readonly class: 'experts' | 'ffn';
  /** Ranges of one class must not overlap. */
  readonly layers: LayerRange;
  /** The host, or a place in the list of devices. */
  readonly target: 'host' | number;
}

export type SplitMode = 'none' | 'layer' | 'row' | 'tensor';

/** How llama-server is started, in the words of its flags; every value is decided. */
export interface FitSettings {
  /** `-c`: tokens of all slots together; 0 for what the model was trained with. */
  readonly contextLength: number;
  /** `-np`: conversations at a time; 0 for the engine's choice, which is 4 that share a cache. */
  readonly slots: number;
  /** `-kvu`: all slots share one cache. */
  readonly unified: boolean;
  /** `-b` and `-ub`, in tokens. */
  readonly batch: number;
  readonly microBatch: number;
  /** `-ctk` and `-ctv`. */
  readonly keyType: KvType;
  readonly valueType: KvType;
  /** `-fa` */
  readonly flashAttention: 'auto' | 'on' | 'off';
  /** `-ngl`: the output counts as a layer; negative for all. */
  readonly gpuLayers: number;
  /** `-ts`: shares of layers, device by device; empty to share by free memory. */
  readonly tensorSplit: readonly number[];
  /** `-sm` */
  readonly splitMode: SplitMode;
  /** `-mg`: a place in the list of devices. */
  readonly mainGpu: number;
  /** `-ncmoe`, `-cmoe`, `-ncffn` and what `-ot` says of such weights. */
  readonly overrides: readonly WeightOverride[];
  /** `--swa-full`: windowed layers keep the whole context. */
  readonly fullWindows: boolean;
  /** `-nkvo`: the cache stays on the host. */
  readonly kvOnHost: boolean;
  /** Off with `--no-op-offload`. */
  readonly opOffload: boolean;
  /** Off with `--no-repack`. */
  readonly repack: boolean;
  /** Off with `-lm none`: weights on the host stay in their file. */
  readonly mapped: boolean;
  /** `-cram`: what the prompts of past conversations may take on the host. */
  readonly promptCacheBytes: number;
  /** `-ctxcp` and `-cms`: checkpoints of a slot at most, and tokens between two. */
  readonly checkpoints: number;
  readonly checkpointTokens: number;
  /** Tokens that are drafted for each one that is computed. */
  readonly draftTokens: number;
  /** Vectors come out and not text: all tokens of a batch are outputs. */
  readonly embeddings: boolean;
  /** `--fit`: the engine may change what was left to it. */
  readonly fit: boolean;
}

/** Settings that somebody decided; the others have the defaults of the engine. */
export type FitConfiguration = { readonly [Key in keyof FitSettings]?: FitSettings[Key] };

const mebibyte = 1024 ** 2;

/** What llama-server 0.7.0 does by itself, with the placement as it would be without `--fit`. */
export const defaultSettings: FitSettings = {
  contextLength: 0,
  slots: 0,
  unified: false,
  batch: 2048,
  microBatch: 512,
  keyType: 'f16',
  valueType: 'f16',
  flashAttention: 'auto',
  gpuLayers: -1,
  tensorSplit: [],
  splitMode: 'layer',
  mainGpu: 0,
  overrides: [],
  fullWindows: false,
  kvOnHost: false,
  opOffload: true,
  repack: true,
  mapped: true,
  promptCacheBytes: 8192 * mebibyte,
  checkpoints: 32,
  checkpointTokens: 8192,
  draftTokens: 0,
  embeddings: false,
  fit: true,
};

/** `-ncmoe layers`; all layers with `-cmoe`. */
export function expertsOnHost(layers = Number.MAX_SAFE_INTEGER): WeightOverride {
  return { class: 'experts', layers: { from: 0, to: layers }, target: 'host' };
}
