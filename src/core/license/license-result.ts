import type { License } from './license.ts';
import type { StatedLicense } from './stated-license.ts';

/** Who can say what the license of a model is, in the order in which they are told. */
export const licenseSources = ['header', 'hub', 'catalog'] as const;

export type LicenseSource = (typeof licenseSources)[number];

/** What one place says. */
export type LicenseStatement = StatedLicense & {
  /** `header`: of the GGUF file; `hub`: the page of the model; `catalog`: an entry of it. */
  readonly from: LicenseSource;
};

/** A place that might have said something, and why it was not heard. */
export interface UnreadSource {
  /** Which place it is. */
  readonly from: LicenseSource;
  readonly why: string;
}

/** What `license` prints of a model. */
export interface LicenseResult {
  /** As it was asked for. */
  readonly name: string;
  /** Where the weights come from. */
  readonly source: string;
  /** Who said what. */
  readonly statements: readonly LicenseStatement[];
  /** Not all say the same. */
  readonly differ: boolean;
  /** Those that were said, each once, the strictest first; of an unknown one there are no terms. */
  readonly licenses: readonly License[];
  /** Places that could not be asked. */
  readonly unread: readonly UnreadSource[];
}

/** What `license --list` prints. */
export interface LicenseListResult {
  /** By id. */
  readonly licenses: readonly License[];
}
