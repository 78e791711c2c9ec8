/** Whether somebody may earn money with a model under it. */
export type CommercialUse = 'yes' | 'limited' | 'no' | 'unknown';

/** What a term is about. */
export const termKinds = [
  'commercial',
  'users',
  'revenue',
  'military',
  'usePolicy',
  'training',
  'copy',
  'changes',
  'attribution',
  'naming',
  'shareAlike',
] as const;

/** One thing that a license says. */
export interface LicenseTerm {
  /** What it is about. */
  readonly kind: (typeof termKinds)[number];
  /** In our words, shorter than the license. */
  readonly what: string;
  /** Where the license says it. */
  readonly section: string;
}

/** What is known of a license, each term read in its text. */
export interface License {
  /** As the hub calls it, in lower case. */
  readonly id: string;
  /** Its SPDX identifier, where it has one. */
  readonly spdx?: string;
  /** Other spellings of it. */
  readonly aliases?: readonly string[];
  /** As its makers call it. */
  readonly name: string;
  /** Where its text is. */
  readonly link?: string;
  /** Whether it lets somebody earn money. */
  readonly commercial: CommercialUse;
  /** What it says; nothing about what nobody has read. */
  readonly terms: readonly LicenseTerm[];
  /** The text that the terms were read in. */
  readonly text?: LicenseText;
}

export interface LicenseText {
  /** With its version or date. */
  readonly title: string;
  /** The copy that was read: repository, path and, after `@`, commit or version. */
  readonly readIn: string;
  /** Only some sections were read, as others quote them. */
  readonly isQuoted?: boolean;
}
