/** What is recommended for a model, in the words of a spec. */
export interface CatalogSettings {
  /** How the next token is chosen where a request does not say it. */
  readonly sampling: Sampling;
  /** Which of the sources of the model says so. */
  readonly source?: string;
}

export interface Sampling {
  /** How freely the next token is chosen. */
  readonly temperature?: number;
  /** How many of the likeliest tokens are chosen from. */
  readonly topK?: number;
  /** The share of all probability that they have. */
  readonly topP?: number;
  /** How likely a token must be beside the likeliest one. */
  readonly minP?: number;
  /** By what the tokens that were just said become less likely. */
  readonly repeatPenalty?: number;
  /** What is taken from each token that was just said. */
  readonly presencePenalty?: number;
}
