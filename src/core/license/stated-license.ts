/** What one place says of a license, in its own words. */
export interface StatedLicense {
  /** An SPDX identifier, or what the hub calls it; `other` where only the name tells. */
  readonly id?: string;
  /** As its makers call it. */
  readonly name?: string;
  /** Where its text is, as the place says it. */
  readonly link?: string;
}
