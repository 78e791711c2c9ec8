import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Step } from '../core/gguf/byte-walker.ts';
import type { ByteRange } from '../core/gguf/metadata.ts';
import type { CachedHeader, HeaderCache, HeaderDraft } from './header-cache.ts';
import { loginOf } from './login-of.ts';
import { openAgent } from './open-agent.ts';
import { openRange } from './open-range.ts';
import type { HeaderPlace } from './read-metadata-of.ts';
import { defaultTimeoutMilliseconds, type ReadOptions } from './read-options.ts';

export interface HeaderOptions extends ReadOptions {
  readonly token?: string | undefined;
  /** Headers that were read before. */
  readonly cache?: HeaderCache | undefined;
}

/** A format whose files begin with a header. */
export interface HeaderFormat<Outcome> {
  /** Reads it; of a file far away the size is told later. */
  readonly read: (fileBytes?: number) => Step<Outcome>;
  /** Holds it against the size of its file, in bytes. */
  readonly check: (outcome: Outcome, fileBytes: number) => Outcome;
  /** How long a header is that may be kept, in bytes; undefined for what is none. */
  readonly lengthOf: (outcome: Outcome) => number | undefined;
}

export interface ReadBeginning<Outcome> {
  readonly outcome: Outcome;
  /** Of the file, where its size is known. */
  readonly fileBytes: number | undefined;
  /** What was looked at of the file, in bytes. */
  readonly bytesRead: number;
}

/** For a header that comes slowly and does come, in milliseconds. */
const longestMilliseconds = 120_000;
/** Of a file of this machine as much is read at a time, in bytes. */
const pieceBytes = 1024 ** 2;

/**
 * Reads the header of a file here or behind a URL. From a server it comes in one answer, which is
 * cut off where the header ends. Rejects with one sentence where the file cannot be reached.
 */
export async function readBeginning<Outcome>(
  place: HeaderPlace,
  format: HeaderFormat<Outcome>,
  options: HeaderOptions,
): Promise<ReadBeginning<Outcome>> {
  return place.kind === 'file'
    ? await ofFile(place.path, format)
    : await ofUrl(place, format, options);
}

async function ofFile<Outcome>(
  path: string,
  format: HeaderFormat<Outcome>,
): Promise<ReadBeginning<Outcome>> {
  // Whoever opens a pipe that nobody writes to would wait for ever.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size: fileBytes } = await file.stat();
    const buffer = Buffer.alloc(pieceBytes);
    const reader = format.read(fileBytes);
    let bytesRead = 0;
    let step = reader.next(new Uint8Array());
    while (!step.done) {
      const { offset, length } = step.value;
      const got = await file.read(buffer, 0, Math.min(length, pieceBytes), offset);
      bytesRead += got.bytesRead;
      step = reader.next(buffer.subarray(0, got.bytesRead));
    }
    return { outcome: step.value, fileBytes, bytesRead };
  } finally {
    await file.close();
  }
}

async function ofUrl<Outcome>(
  place: HeaderPlace & { readonly kind: 'url' },
  format: HeaderFormat<Outcome>,
  options: HeaderOptions,
): Promise<ReadBeginning<Outcome>> {
  const { signal, timeoutMilliseconds = defaultTimeoutMilliseconds, environment = {} } = options;
  const { url } = place;
  const agent = await openAgent(environment);
  try {
    const known = await options.cache?.find(url);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(longestMilliseconds)]);
    const login = loginOf(place, options);
    const asked = { url, ...login, agent, signal: limit, idleMilliseconds: timeoutMilliseconds };
    const open: Opening = (range) =>
      openRange({ ...asked, range, ...(range.offset === 0 ? { knownEtag: known?.etag } : {}) });
    const stream = new RangeStream(open, { known, begin: () => options.cache?.begin(url) });
    try {
      return await readWhole(stream, format);
    } finally {
      await stream.close();
    }
  } finally {
    await agent.destroy();
  }
}

async function readWhole<Outcome>(
  stream: RangeStream,
  format: HeaderFormat<Outcome>,
): Promise<ReadBeginning<Outcome>> {
  const read = await drive(format.read(), stream);
  const { fileBytes, bytesRead } = stream;
  const outcome = fileBytes === undefined ? read : format.check(read, fileBytes);
  const length = format.lengthOf(outcome);
  if (fileBytes !== undefined && length !== undefined) await stream.keep(length);
  return { outcome, fileBytes, bytesRead };
}

async function drive<Outcome>(reader: Step<Outcome>, stream: RangeStream): Promise<Outcome> {
  let step = reader.next(new Uint8Array());
  while (!step.done) step = reader.next(await stream.next(step.value));
  return step.value;
}

type Opening = (range: ByteRange) => ReturnType<typeof openRange>;

interface Cached {
  readonly known: CachedHeader | undefined;
  readonly begin: () => Promise<HeaderDraft> | undefined;
}

/** Answers that go on where a reader goes on, and end where it goes elsewhere. */
class RangeStream {
  readonly #open: Opening;
  readonly #cached: Cached;
  #chunks: AsyncIterator<Uint8Array> | undefined;
  #position = -1;
  /** Of an answer from the start of the file on. */
  #draft: HeaderDraft | undefined;
  #etag: string | undefined;
  bytesRead = 0;
  fileBytes: number | undefined;

  constructor(open: Opening, cached: Cached) {
    this.#open = open;
    this.#cached = cached;
  }

  /** The next bytes from the start of the range on; none where the file ends. */
  async next(range: ByteRange): Promise<Uint8Array> {
    if (this.#chunks === undefined || range.offset !== this.#position) await this.#begin(range);
    const { done, value } = (await this.#chunks?.next()) ?? { done: true, value: undefined };
    if (done === true || value === undefined) return new Uint8Array();
    // A server that ignores the range goes on behind it.
    const bytes = value.subarray(0, range.length);
    this.#position += bytes.length;
    this.bytesRead += value.length;
    await this.#draft?.write(bytes);
    return bytes;
  }

  /** Keeps a header of that length, where it came whole from a server that names its state. */
  async keep(length: number): Promise<void> {
    const [etag, fileBytes] = [this.#etag, this.fileBytes];
    if (etag === undefined || fileBytes === undefined || this.#position < length) return;
    await this.#draft?.keep({ etag, fileBytes, length });
  }

  async close(): Promise<void> {
    await this.#chunks?.return?.();
    this.#chunks = undefined;
    await this.#draft?.drop();
    this.#draft = undefined;
  }

  async #begin(range: ByteRange): Promise<void> {
    await this.close();
    const { chunks, fileBytes, etag, isKnown } = await this.#open(range);
    const known = isKnown ? this.#cached.known : undefined;
    this.#etag = etag;
    if (range.offset === 0 && !isKnown) this.#draft = await this.#cached.begin();
    this.#chunks = (known === undefined ? chunks : once(known.bytes))[Symbol.asyncIterator]();
    this.#position = range.offset;
    this.fileBytes ??= known?.fileBytes ?? fileBytes;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
