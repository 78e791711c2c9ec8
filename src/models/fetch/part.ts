import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { cacheSuffixes } from '../../core/cache-layout.ts';
import { ifThere, inCache } from './cache-trouble.ts';

const readBytes = 4 * 1024 ** 2;

export interface SinkOptions {
  /** What comes is from the first byte on, and of a file with this ETag. */
  readonly version?: { readonly etag: string | undefined } | undefined;
  readonly most?: number | undefined;
}

/** What of a file has come so far, and which version of the file it is of. */
export class Part {
  readonly #path: string;
  #bytes = 0;
  #etag: string | undefined;
  #hash: Hash | undefined;
  #hashed = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** How many bytes are in the file. */
  get bytes(): number {
    return this.#bytes;
  }

  get etag(): string | undefined {
    return this.#etag;
  }

  /** Looks at what an earlier download has left. */
  async load(): Promise<void> {
    await inCache(async () => {
      this.#bytes = (await ifThere(() => stat(this.#path)))?.size ?? 0;
      const etag = (await ifThere(() => readFile(this.#validator, 'utf8')))?.trim();
      this.#etag = etag === '' ? undefined : etag;
    });
  }

  async forget(): Promise<void> {
    this.#bytes = 0;
    this.#hashed = 0;
    if (this.#hash !== undefined) this.#hash = createHash('sha256');
    this.#etag = undefined;
    await inCache(() => forgetPart(this.#path));
  }

  /** Starts to take a sha256 of all that is there and of all that comes. */
  async digest(): Promise<void> {
    if (this.#hash === undefined) this.#hashed = 0;
    this.#hash ??= createHash('sha256');
    const hash = this.#hash;
    if (this.#hashed === this.#bytes) return;
    await this.#withFile(constants.O_RDONLY, async (file) => {
      const buffer = Buffer.allocUnsafe(readBytes);
      while (this.#hashed < this.#bytes) {
        const { bytesRead } = await file.read(buffer, 0, readBytes, this.#hashed);
        if (bytesRead === 0) break;
        hash.update(buffer.subarray(0, bytesRead));
        this.#hashed += bytesRead;
      }
    });
  }

  /** The sha256 of all that is there, after which nothing more may come. */
  async sha256(): Promise<string> {
    await this.digest();
    const sum = this.#hash?.digest('hex') ?? '';
    this.#hash = undefined;
    return sum;
  }

  async head(length: number): Promise<Buffer> {
    return this.#withFile(constants.O_RDONLY, async (file) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    });
  }

  /**
   * Takes what comes behind what is there, or from the first byte of another version on. More than
   * `most` is a `TooLong`. It takes bytes at once and opens the file meanwhile, because a stream
   * that breaks off drops what nobody has taken yet.
   */
  sink({ version, most = Number.POSITIVE_INFINITY }: SinkOptions): Writable {
    let file: FileHandle | undefined;
    const take = async (chunks: readonly Buffer[]) => {
      if (file !== undefined) await this.#append(file, chunks, most);
    };
    return new Writable({
      highWaterMark: readBytes,
      construct: callingBack(async () => {
        if (version !== undefined) await this.#begin(version.etag);
        // At positions of its own: whoever takes the lock over moves the file and may write to it.
        file = await inCache(() => open(this.#path, constants.O_WRONLY | constants.O_CREAT, 0o600));
      }),
      write: (chunk: Buffer, _, done) => callingBack(() => take([chunk]))(done),
      writev: (chunks, done) =>
        callingBack(() => take(chunks.map(({ chunk }) => chunk as Buffer)))(done),
      destroy: (error, done) =>
        callingBack(async () => file?.close())((failed) => done(error ?? failed)),
    });
  }

  /** Gives the file its name, after its content has reached the disk. */
  async publish(target: string): Promise<void> {
    await this.#withFile(constants.O_RDONLY, (file) => file.sync());
    await inCache(async () => {
      await rename(this.#path, target);
      await rm(this.#validator, { force: true });
    });
  }

  get #validator(): string {
    return `${this.#path}${cacheSuffixes.validator}`;
  }

  async #withFile<T>(flags: number, use: (file: FileHandle) => Promise<T>): Promise<T> {
    return inCache(async () => {
      const file = await open(this.#path, flags | constants.O_CREAT, 0o600);
      try {
        return await use(file);
      } finally {
        await file.close();
      }
    });
  }

  // The ETag is kept before the first byte is.
  async #begin(etag: string | undefined): Promise<void> {
    await this.forget();
    this.#etag = etag;
    await inCache(async () => {
      await writeFile(this.#path, '', { mode: 0o600 });
      if (etag !== undefined) await writeFile(this.#validator, `${etag}\n`, { mode: 0o600 });
    });
  }

  async #append(file: FileHandle, chunks: readonly Buffer[], most: number): Promise<void> {
    const coming = chunks.reduce((sum, { length }) => sum + length, 0);
    if (this.#bytes + coming > most) throw new TooLong();
    await inCache(() => writeAll(file, chunks, this.#bytes));
    for (const chunk of chunks) {
      // A sum that does not reach to here takes what is missing from the file later.
      if (this.#hash !== undefined && this.#hashed === this.#bytes) {
        this.#hash.update(chunk);
        this.#hashed += chunk.length;
      }
      this.#bytes += chunk.length;
    }
  }
}

/** More came than there may be. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

/** Removes a part and what stands beside it. */
export async function forgetPart(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(`${path}${cacheSuffixes.validator}`, { force: true });
}

async function writeAll(file: FileHandle, chunks: readonly Buffer[], start: number) {
  let position = start;
  let left = chunks;
  while (left.length > 0) {
    let { bytesWritten } = await file.writev([...left], position);
    position += bytesWritten;
    // A disk that gets full may take the first of them only.
    left = left.flatMap((chunk) => {
      const taken = Math.min(bytesWritten, chunk.length);
      bytesWritten -= taken;
      return taken === chunk.length ? [] : [chunk.subarray(taken)];
    });
  }
}

type Callback = (error?: Error | null) => void;

function callingBack(step: () => Promise<unknown>): (done: Callback) => void {
  return (done) => void step().then(() => done(), done);
}
