import type { CatalogSettings } from './catalog-settings.ts';

/** One quantisation of a model: one file of its repository. */
export interface CatalogFile {
  /** As its makers name it: `Q4_K_M`. */
  readonly name: string;
  /** Its place in the repository. */
  readonly file: string;
  /** Of the file. */
  readonly bytes?: number;
  /** In hex; the download must have it. */
  readonly sha256?: string;
}

/** What is known of a model. A fact that no source gives is absent. */
export interface CatalogEntry {
  /** What people type, in lower case: `qwen3-8b`. */
  readonly id: string;
  /** Other spellings of it, such as `qwen3:8b`. */
  readonly aliases?: readonly string[];
  /** For people: `Qwen3 8B`. */
  readonly title: string;
  /** The repository of the hub that has the files: `ORG/REPO`. */
  readonly repo: string;
  /** The repository of the model that they were made from. */
  readonly upstream?: string;
  /** As the hub names it: an SPDX identifier in lower case, or that of a model's own licence. */
  readonly license?: string;
  /** Tokens that the model was made for. */
  readonly contextTokens?: number;
  /** As its makers count them: `8.2B`. */
  readonly parameters?: string;
  /** What it reads: `text`, `image`, `audio`. */
  readonly modalities?: readonly string[];
  /** What it can beside answering, such as `tools` and `reasoning`. */
  readonly capabilities?: readonly string[];
  /** One for each quantisation. */
  readonly files: readonly CatalogFile[];
  /** The name of the file that is taken when nobody says which. */
  readonly usual: string;
  /** What its sources recommend; a release gets it where its user says nothing else. */
  readonly settings?: CatalogSettings;
  /** Where its facts were read: repository, path and, after `@`, commit of each, or an address. */
  readonly sources?: readonly string[];
}
