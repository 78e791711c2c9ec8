import type { Source } from '../core/source/parse-source.ts';
import type { S3Place } from '../core/source/s3-place.ts';
import type { SourceAnswer, SourceQuestion } from '../core/source/source-facts.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { openAgent } from './open-agent.ts';
import { type OpenRange, openRange } from './open-range.ts';
import { defaultTimeoutMilliseconds, type ReadOptions } from './read-options.ts';
import { type S3Access, s3Access, s3FactsOf } from './s3-access.ts';
import { keysNeeded, s3Error } from './s3-error.ts';
import type { S3Login } from './s3-login.ts';
import { S3Refused } from './s3-refusal.ts';

interface S3Question extends SourceQuestion {
  readonly source: Source & { kind: 's3' };
}

/**
 * Asks a store for the size of an object, as the one who will fetch it: a pod without keys of its
 * own asks without. Throws `SOURCE_REFUSED` when it says no.
 */
export async function readS3Source(
  question: S3Question,
  options: ReadOptions,
): Promise<SourceAnswer> {
  const access = s3Access(options.environment ?? {});
  const place = s3FactsOf(question.source, question.store, options.environment);
  try {
    const bytes = await sizeOf(place, loginFor(question, access, place), options);
    return { kind: 'reached', facts: { ...place, ...bytes } };
  } catch (error) {
    if (!(error instanceof S3Refused)) return unreachable(place, describeCause(error));
    return refused(error, { question, access, place });
  }
}

function loginFor(
  { place, hasTokenSecret }: S3Question,
  { keys }: S3Access,
  { region }: S3Place,
): S3Login {
  return { region, keys: place === 'host' || hasTokenSecret ? keys : undefined };
}

async function sizeOf(
  { url }: S3Place,
  s3: S3Login,
  { signal, timeoutMilliseconds = defaultTimeoutMilliseconds, environment = {} }: ReadOptions,
): Promise<{ readonly bytes?: number }> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]);
  const agent = await openAgent(environment);
  try {
    // The answer to HEAD says no without a reason.
    const range = { offset: 0, length: 1 };
    const answer = await openRange({ url, token: undefined, s3, range, agent, signal: limit });
    await leave(answer);
    const { fileBytes } = answer;
    return fileBytes === undefined || fileBytes === 0 ? {} : { bytes: fileBytes };
  } finally {
    await agent.destroy();
  }
}

async function leave({ chunks }: OpenRange): Promise<void> {
  for await (const _ of chunks) break;
}

interface Refused {
  readonly question: S3Question;
  readonly access: S3Access;
  readonly place: S3Place;
}

function refused(error: S3Refused, { question, access, place }: Refused): SourceAnswer {
  const { refusal } = error;
  const { source, hasTokenSecret } = question;
  const isForPod = question.place === 'pod';
  if (refusal.cause === 'KeysWanted' && isForPod) {
    if (hasTokenSecret) {
      const why = `it wants a signed request (${refusal.status}) and this machine has no keys`;
      return unreachable(place, why);
    }
    throw keysNeeded(source, { hasKeys: access.keys !== undefined, status: refusal.status });
  }
  throw s3Error(error, { source, place });
}

function unreachable(place: S3Place, why: string): SourceAnswer {
  return { kind: 'unreachable', why, facts: { ...place } };
}
