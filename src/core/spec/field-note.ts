/** What people want to know of one field of a spec. */
export interface FieldNote {
  /** One sentence. */
  readonly says: string;
  /** In words; absent where nothing is assumed. */
  readonly default?: string;
  /** The flag of `deploy` that is the same field. */
  readonly flag?: string;
  /** The type of Kubernetes that it is, or that its items are; what is inside is not ours. */
  readonly kubernetes?: string;
}
