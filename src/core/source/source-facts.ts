import type { Place } from '../intent/schema.ts';
import type { Source } from './parse-source.ts';
import type { S3Store } from './s3-place.ts';
import type { WeightsForm } from './weights-form.ts';

/** What had to be asked of a source before every number can be fixed. */
export interface SourceFacts {
  /** Where the file is fetched from, where the source alone does not tell. */
  readonly url?: string;
  /** The file's place in its repository. */
  readonly file?: string;
  /** The commit that a revision stands for. */
  readonly commit?: string;
  /** Of an object of S3: the region that requests for it are signed for. */
  readonly region?: string;
  /** Of a whole repository: the hub that has it. Of S3: the store, where it is not that of AWS. */
  readonly endpoint?: string;
  /** Absent when the source did not tell or could not be reached from here. */
  readonly bytes?: number;
  readonly sha256?: string;
  /** Of a file of this machine: where it really lies. */
  readonly path?: string;
  /** Of a file of this machine: what another file of its name does not share. */
  readonly fingerprint?: string;
  /** Of the files beside the weights, by their sources. */
  readonly beside?: Readonly<Record<string, SourceFacts>>;
}

export interface SourceQuestion {
  readonly source: Source;
  /** Whether one file is wanted, as usual, or all of a repository. */
  readonly form?: WeightsForm;
  /** Whether a file may be one part of a model, of which the first one is found then. */
  readonly mayBeShard?: true;
  /** Where it will be fetched: a host shows the token of this machine, a pod that of a Secret. */
  readonly place: Place;
  /** The pod will show a token, or sign with keys, that this machine need not have. */
  readonly hasTokenSecret: boolean;
  /** Of an object of S3: the store, where somebody named it and not the environment. */
  readonly store?: S3Store | undefined;
  /** Of an object of S3: the store that this machine signs for beside those it knows itself. */
  readonly signsFor?: string | undefined;
}

/** What a source tells of a file without sending it. */
export type SourceAnswer =
  | { readonly kind: 'reached'; readonly facts: SourceFacts }
  /** It said nothing to this machine; what is known all the same is in the facts. */
  | { readonly kind: 'unreachable'; readonly why: string; readonly facts: SourceFacts };
