import type { DownloadLine } from '../../core/download/download-line.ts';
import type { DownloadPolicy } from '../../core/download/policy.ts';

/** One file, where it comes from and where it goes. */
export interface FetchRequest {
  readonly url: string;
  /** Root of the cache, absolute. */
  readonly cache: string;
  /** Places inside the cache. */
  readonly folder: string;
  readonly file: string;
  readonly marker: string;
  /** What the file must have, where that is known. */
  readonly bytes?: number | undefined;
  readonly sha256?: string | undefined;
  /** Goes to the URL's own host and nowhere else. */
  readonly token?: string | undefined;
  /** Of an object of S3: what its questions are signed for, with the keys of the environment. */
  readonly region?: string | undefined;
}

export interface FetchClock {
  now(): number;
  monotonic(): number;
  /** Resolves early, without an error, when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface FetchOptions {
  /** Ends the download; what has come stays for the next one. */
  readonly signal: AbortSignal;
  readonly clock: FetchClock;
  /**
   * Who fetches, without a space or a slash. No two downloads that run have the same; one that has
   * the name of a download that was killed takes its lock at once.
   */
  readonly holder: string;
  readonly onLine: (line: DownloadLine) => void;
  /** PEM certificates that are trusted beside those that this process trusts. */
  readonly authorities?: string | undefined;
  /** Where proxies are named. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly policy: DownloadPolicy;
}
