import { downloadFailures, failureWords } from '../../core/download/failures.ts';
import { pauseSeconds } from '../../core/download/policy.ts';
import { findNoRoom, findWrong, type Problem } from './check-part.ts';
import type { Download } from './download.ts';
import { type FetchFailure, failure } from './fetch-outcome.ts';
import { type Try, tryOnce } from './try-once.ts';

/** Tries until the part is the whole file; else says why it is not. */
export async function fetchPart(download: Download): Promise<FetchFailure | undefined> {
  const { part } = download;
  const pauses = new Pauses(download);
  let beganAnew = false;
  let problem = await findNoRoom(download);
  while (problem === undefined) {
    download.isTransferring = true;
    const tried = await tryOnce(download);
    download.isTransferring = false;
    if (tried.kind === 'failed') {
      if (!isTransient(tried)) problem = tried;
      else if (await pauses.wait(tried)) {
        if (pauses.gotOn) beganAnew = false;
        problem = await findNoRoom(download);
      } else return failure(tried.cause, tried.detail);
      continue;
    }
    const wrong = await whatIsWrong(download, tried);
    if (wrong === undefined) return undefined;
    // What does not fit may be of two versions of the file, once.
    if (beganAnew || (tried.kind === 'ended' && tried.from === 0)) problem = wrong;
    else await part.forget();
    beganAnew = true;
  }
  await part.forget();
  return failure(problem.cause, problem.detail);
}

async function whatIsWrong(download: Download, tried: Try): Promise<Problem | undefined> {
  if (tried.kind === 'ended') return findWrong(download);
  return { cause: 'SourceChanging', detail: '' };
}

type FailedTry = Try & { readonly kind: 'failed' };

function isTransient({ cause }: FailedTry): boolean {
  return downloadFailures[cause].isTransient === true;
}

/** The pauses between tries; a try that got on starts their list anew. */
class Pauses {
  readonly #download: Download;
  #left: readonly number[];
  #furthest = 0;
  gotOn = false;

  constructor(download: Download) {
    this.#download = download;
    this.#left = download.options.policy.pausesSeconds;
  }

  /** Says what happened and waits; false when there were enough tries. */
  async wait({ cause, detail, retryAfter }: FailedTry): Promise<boolean> {
    const { part, options, signal } = this.#download;
    this.gotOn = part.bytes > this.#furthest;
    if (this.gotOn) this.#left = options.policy.pausesSeconds;
    this.#furthest = Math.max(this.#furthest, part.bytes);
    const [planned, ...left] = this.#left;
    if (planned === undefined) return false;
    this.#left = left;
    const seconds = pauseSeconds(planned, retryAfter, options.policy);
    options.onLine({ kind: 'retry', seconds, cause, words: failureWords(cause, detail) });
    await options.clock.sleep(seconds * 1000, signal);
    signal.throwIfAborted();
    return true;
  }
}
