import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { cacheSuffixes } from '../../core/cache-layout.ts';
import { ifThere, inCache } from './cache-trouble.ts';

const readBytes = 4 * 1024 ** 2;

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

  /** Empties it for a version of the file, whose ETag is kept before the first byte is. */
  async begin(etag: string | undefined): Promise<void> {
    await this.forget();
    this.#etag = etag;
    await inCache(async () => {
      await writeFile(this.#path, '', { mode: 0o600 });
      if (etag !== undefined) await writeFile(this.#validator, `${etag}\n`, { mode: 0o600 });
    });
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

  /** Lets `fill` write behind what is there. */
  async extend(fill: (sink: Writable) => Promise<void>): Promise<void> {
    // At positions of its own: whoever takes a lock over moves the file, and may write to it too.
    await this.#withFile(constants.O_WRONLY, (file) => fill(this.#sinkInto(file)));
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

  #sinkInto(file: FileHandle): Writable {
    const append = async (chunks: readonly Buffer[]) => {
      await inCache(() => writeAll(file, chunks, this.#bytes));
      for (const chunk of chunks) {
        // A sum that does not reach to here takes what is missing from the file later.
        if (this.#hashed === this.#bytes) {
          this.#hash?.update(chunk);
          if (this.#hash !== undefined) this.#hashed += chunk.length;
        }
        this.#bytes += chunk.length;
      }
    };
    return new Writable({
      highWaterMark: readBytes,
      write: (chunk: Buffer, _, done) => void append([chunk]).then(() => done(), done),
      writev: (chunks, done) =>
        void append(chunks.map(({ chunk }) => chunk as Buffer)).then(() => done(), done),
    });
  }
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
