/** How long the client waits for what, in milliseconds. Tests shorten it; users cannot. */
export interface Limits {
  readonly connect: number;
  /** From the request's end to the answer's first byte. */
  readonly headers: number;
  /** Between two parts of an answer. */
  readonly body: number;
  /** For one request and all its repetitions. */
  readonly retries: number;
  /** A watch that says nothing for so long is dead: bookmarks come about once a minute. */
  readonly watchSilence: number;
}

export const defaultLimits: Limits = {
  connect: 10_000,
  headers: 30_000,
  body: 60_000,
  retries: 30_000,
  watchSilence: 120_000,
};
