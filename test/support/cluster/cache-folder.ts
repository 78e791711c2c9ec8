import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder outside the checkout that keeps what is slow to make: binaries and images. */
export function cacheFolder(): string {
  const { LLMKUBE_TEST_CACHE, XDG_CACHE_HOME } = process.env;
  return LLMKUBE_TEST_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'llmkube-test');
}
