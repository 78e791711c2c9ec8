import type { StatedLicense } from '../license/stated-license.ts';
import type { SafeTensor } from '../safetensors/safetensors-header.ts';

/** A model in files of safetensors, as its headers and the small files beside them say. */
export interface RepositoryModel {
  /** The JSON of its `config.json`; undefined where there is none. */
  readonly config: unknown;
  readonly tensors: readonly SafeTensor[];
  /** How many it is in. */
  readonly files: number;
  /** How many more it is in, which were not asked for or are not there. */
  readonly missingFiles: number;
  /** Of all of them. */
  readonly headerBytes: number;
  /** What makes a prompt of a conversation. */
  readonly template?: string;
  readonly license?: StatedLicense;
}
