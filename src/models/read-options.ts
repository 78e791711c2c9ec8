export interface ReadOptions {
  readonly signal: AbortSignal;
  readonly timeoutMilliseconds?: number;
  /** Where proxies are named. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** How long a source may take to say what it has. */
export const defaultTimeoutMilliseconds = 10_000;
