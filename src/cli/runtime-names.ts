import { runtimes } from '../runtimes/runtimes.ts';

/**
 * What `--runtime` takes. The bundle has the words alone in the place of this file: the runtimes
 * come with their schemas, which no command loads before it runs.
 */
export const runtimeNames: readonly string[] = runtimes.map(({ name }) => name);
