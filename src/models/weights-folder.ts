import type { StatedLicense } from '../core/license/stated-license.ts';
import type { HeaderPlace } from './read-metadata-of.ts';

/** Files of a model that lie together, here or far away. */
export interface WeightsFolder {
  /** Places of its files in it. */
  readonly names: readonly string[];
  readonly license?: StatedLicense;
  /** Where the header of one of its files is read. */
  readonly placeOf: (name: string) => HeaderPlace;
  /** The text of one of its small files; undefined where it is missing. */
  readonly text: (name: string) => Promise<string | undefined>;
}

/** Larger ones are no small files, in bytes; the index of a model in 163 files has 9 MB. */
export const mostTextBytes = 32 * 1024 ** 2;
