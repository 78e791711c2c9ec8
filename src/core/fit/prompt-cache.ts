import type { PlaceEstimate } from './place-estimate.ts';

const mebibyte = 1024 ** 2;

/** What llama-server 0.7.0 takes by itself. */
const most = 8192 * mebibyte;

/** Kept free beside the cache, as it can grow past what it was given. */
const margin = 1024 * mebibyte;

/** Less than this holds no conversation worth keeping. */
const least = 256 * mebibyte;

/** Bytes for the prompts of past conversations, in whole MiB: what the host has left over. */
export function promptCacheFor({
  upperBytes,
  limitBytes,
}: Pick<PlaceEstimate, 'upperBytes' | 'limitBytes'>): number {
  if (limitBytes === undefined) return most;
  const left = Math.min(most, limitBytes - upperBytes - margin);
  return left < least ? 0 : Math.floor(left / mebibyte) * mebibyte;
}
