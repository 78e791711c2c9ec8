import { refuseShard } from '../core/source/choose-hub-file.ts';
import type { S3Source } from '../core/source/parse-source.ts';
import type { S3Place } from '../core/source/s3-place.ts';
import type { SourceAnswer, SourceQuestion } from '../core/source/source-facts.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { openAgent } from './open-agent.ts';
import { type OpenRange, openRange } from './open-range.ts';
import { defaultTimeoutMilliseconds, type ReadOptions } from './read-options.ts';
import { hasS3Keys, type S3Login, s3FactsOf, s3LoginFor } from './s3-access.ts';
import { keysNeeded, s3Error } from './s3-error.ts';
import { type S3Cause, S3Refused } from './s3-refusal.ts';

type Environment = NonNullable<ReadOptions['environment']>;

interface S3Question extends SourceQuestion {
  readonly source: S3Source;
}

/**
 * Asks a store for the size of an object, as the one who will fetch it: a pod without keys of its
 * own asks without. Throws `SOURCE_REFUSED` when it says no.
 */
export async function readS3Source(
  question: S3Question,
  options: ReadOptions,
): Promise<SourceAnswer> {
  const { environment = {} } = options;
  const { source, mayBeShard = false } = question;
  if (!mayBeShard) refuseParts(source);
  const place = s3FactsOf(source, question.store, environment);
  try {
    const bytes = await sizeOf(place, loginFor(question, environment, place), options);
    return { kind: 'reached', facts: { ...place, ...bytes } };
  } catch (error) {
    // Keys that cannot be sent are told as such; those of a pod are others.
    if (error instanceof LlmkubeError && question.place === 'host') throw error;
    if (!(error instanceof S3Refused)) return unreachable(place, describeCause(error));
    return refused(error, { question, environment, place });
  }
}

function refuseParts({ bucket, key }: S3Source): void {
  const shard = refuseShard(key);
  if (shard?.kind !== 'none') return;
  throw new LlmkubeError(
    'SOURCE_REFUSED',
    `Cannot fetch \`s3://${bucket}/${key}\`: ${shard.fact}`,
    {
      facts: { field: 'model.source', cause: 'NoChoice', bucket },
      suggestions: [
        `llama-gguf-split --merge ${quoteWord(key.split('/').at(-1) ?? key)} <file>.gguf`,
      ],
    },
  );
}

function loginFor(
  { place, hasTokenSecret, signsFor }: S3Question,
  environment: Environment,
  { url, region }: S3Place,
): S3Login {
  const isSigned = place === 'host' || hasTokenSecret;
  if (!isSigned) return { region, keys: undefined };
  return s3LoginFor({ url, region }, environment, signsFor);
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
  readonly environment: Environment;
  readonly place: S3Place;
}

/** What says nothing about the keys of a pod, which are others. */
const ofKeys: ReadonlySet<S3Cause> = new Set([
  'KeysWanted',
  'StoreUnnamed',
  'Forbidden',
  'KeyUnknown',
  'SignatureWrong',
  'SessionEnded',
  'ClockWrong',
]);

function refused(error: S3Refused, { question, environment, place }: Refused): SourceAnswer {
  const { cause, status } = error.refusal;
  const { source, hasTokenSecret, store } = question;
  if (question.place === 'pod' && ofKeys.has(cause)) {
    if (!hasTokenSecret && cause === 'KeysWanted') {
      throw keysNeeded(source, { hasKeys: hasS3Keys(environment), status });
    }
    if (hasTokenSecret) {
      const why = `it wants a signed request (${status}) and this machine has no keys`;
      return unreachable(place, cause === 'KeysWanted' ? why : error.message);
    }
  }
  throw s3Error(error, { source, place, store, environment });
}

function unreachable(place: S3Place, why: string): SourceAnswer {
  return { kind: 'unreachable', why, facts: { ...place } };
}
