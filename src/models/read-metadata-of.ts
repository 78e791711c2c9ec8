import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Step } from '../core/gguf/byte-walker.ts';
import type { ByteRange, MetadataOutcome } from '../core/gguf/metadata.ts';
import { type ReadLimits, readMetadata } from '../core/gguf/read-metadata.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { loginOf } from './login-of.ts';
import { openAgent } from './open-agent.ts';
import { defaultTimeoutMilliseconds, type ReadOptions } from './read-options.ts';
import { readRange } from './read-range.ts';

/** Where a header is read. */
export type HeaderPlace =
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'url';
      readonly url: string;
      /** A hub is shown the token of this machine where it says no without it. */
      readonly isHub: boolean;
      /** Of an object of S3: what its requests are signed for with the keys of this machine. */
      readonly region?: string | undefined;
      /** The store that whoever asks has named; see `loginOf`. */
      readonly signsFor?: string | undefined;
    };

export type HeaderOutcome =
  | MetadataOutcome
  | { readonly kind: 'unreachable'; readonly fact: string };

/** How much of a file far away is read at most. */
const mostRemoteBytes = 32 * 1024 ** 2;

/** Reads the metadata of a GGUF file here or behind a URL, and no more of it than needed. */
export async function readMetadataOf(
  place: HeaderPlace,
  isEnough: NonNullable<ReadLimits['isEnough']>,
  options: ReadOptions & { readonly token?: string | undefined },
): Promise<HeaderOutcome> {
  try {
    return place.kind === 'file'
      ? await readFromFile(place.path, readMetadata({ isEnough }))
      : await readFromUrl(place, readMetadata({ isEnough, headerBytes: mostRemoteBytes }), options);
  } catch (error) {
    return { kind: 'unreachable', fact: describeCause(error) };
  }
}

async function readFromFile(path: string, reader: Step<MetadataOutcome>): Promise<MetadataOutcome> {
  // Whoever opens a pipe that nobody writes to would wait for ever.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return await drive(reader, async ({ offset, length }) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    });
  } finally {
    await file.close();
  }
}

async function readFromUrl(
  place: HeaderPlace & { readonly kind: 'url' },
  reader: Step<MetadataOutcome>,
  options: ReadOptions & { readonly token?: string | undefined },
): Promise<MetadataOutcome> {
  const { signal, timeoutMilliseconds = defaultTimeoutMilliseconds, environment = {} } = options;
  const asked = { url: place.url, ...loginOf(place, options) };
  const agent = await openAgent(environment);
  try {
    return await drive(reader, (range) => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]);
      return readRange({ ...asked, range, agent, signal: limit });
    });
  } finally {
    await agent.destroy();
  }
}

async function drive(
  reader: Step<MetadataOutcome>,
  read: (range: ByteRange) => Promise<Uint8Array>,
): Promise<MetadataOutcome> {
  let step = reader.next(new Uint8Array());
  while (!step.done) step = reader.next(await read(step.value));
  return step.value;
}
