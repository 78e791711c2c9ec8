import type { Manifest } from '../manifest.ts';

/** Where an agent reads what should run: a folder of its machine, or a cluster. */
export interface DesiredSource {
  /**
   * One Deployment for each release. One that cannot be read stands among them, told by
   * `whyUnreadable`, and where nobody knows which there are it rejects: what is missing is stopped.
   */
  list(): Promise<readonly Manifest[]>;
  /**
   * Yields at once and then when something may have changed since, many changes as one, until the
   * signal ends it. It never ends by itself: a source that cannot be read is tried again.
   */
  changes(signal: AbortSignal): AsyncIterable<void>;
}
