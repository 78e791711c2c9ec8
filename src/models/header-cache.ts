import { createHash, randomUUID } from 'node:crypto';
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import path from 'node:path';
import { parseJson } from './parse-json.ts';

/** A file behind a URL, as it was when its server named that ETag. */
export interface KnownFile {
  readonly etag: string;
  /** Of the whole file. */
  readonly fileBytes: number;
}

export interface CachedHeader extends KnownFile {
  readonly bytes: Uint8Array;
}

/** A header that is written down as it comes; on a full disk it is not, and nobody hears of it. */
export interface HeaderDraft {
  write(piece: Uint8Array): Promise<void>;
  /** Keeps the first `length` bytes of what was written. */
  keep(file: KnownFile & { readonly length: number }): Promise<void>;
  /** Does nothing to one that is kept. */
  drop(): Promise<void>;
}

/** Headers that were read before; one that is lost, or damaged, is read again. */
export interface HeaderCache {
  find(url: string): Promise<CachedHeader | undefined>;
  begin(url: string): Promise<HeaderDraft>;
}

/** How much is kept; what was kept last stays. */
export interface CacheLimits {
  readonly headers: number;
  readonly bytes: number;
}

/** A model in files of safetensors has a header in each of up to some hundred; GGUF's have MB. */
const usualLimits: CacheLimits = { headers: 1000, bytes: 256 * 1024 ** 2 };
const lineEnd = 0x0a;

/** Keeps headers in a folder that may be missing, and may be removed at any time. */
export function headerCacheIn(folder: string, limits = usualLimits): HeaderCache {
  const fileOf = (url: string) => path.join(folder, createHash('sha256').update(url).digest('hex'));
  return {
    find: async (url) => {
      try {
        return parse(await readFile(fileOf(url)), url);
      } catch {
        // What cannot be read is as good as what is not there.
        return undefined;
      }
    },
    begin: async (url) => {
      const draft = path.join(folder, randomUUID());
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        // Of a private model a header is as private as the rest.
        const handle = await open(draft, 'wx', 0o600);
        return new DraftFile(handle, { draft, file: fileOf(url), url, limits });
      } catch {
        // The next one who asks reads the header again.
        return nowhere;
      }
    },
  };
}

const nowhere: HeaderDraft = {
  write: async () => {},
  keep: async () => {},
  drop: async () => {},
};

interface Paths {
  readonly draft: string;
  readonly file: string;
  readonly url: string;
  readonly limits: CacheLimits;
}

class DraftFile implements HeaderDraft {
  readonly #paths: Paths;
  #handle: FileHandle | undefined;

  constructor(handle: FileHandle, paths: Paths) {
    this.#handle = handle;
    this.#paths = paths;
  }

  async write(piece: Uint8Array): Promise<void> {
    await this.#try(async (handle) => {
      await handle.writeFile(piece);
    });
  }

  async keep(facts: KnownFile & { readonly length: number }): Promise<void> {
    const { draft, file, url, limits } = this.#paths;
    await this.#try(async (handle) => {
      await handle.writeFile(`\n${JSON.stringify({ url, ...facts })}`);
      await handle.close();
      this.#handle = undefined;
      await rename(draft, file);
      await forgetOldest(path.dirname(file), limits);
    });
  }

  async drop(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    if (handle === undefined) return;
    try {
      await handle.close();
      await rm(this.#paths.draft, { force: true });
    } catch {
      // What is left of it is forgotten with the oldest.
    }
  }

  async #try(step: (handle: FileHandle) => Promise<void>): Promise<void> {
    if (this.#handle === undefined) return;
    try {
      await step(this.#handle);
    } catch {
      // Without it, as on a full disk, the next one who asks reads the header again.
      await this.drop();
    }
  }
}

// What is known of the file stands in the last line, as it is known last.
function parse(content: Buffer, url: string): CachedHeader | undefined {
  const end = content.lastIndexOf(lineEnd);
  const facts: unknown = parseJson(content.subarray(end + 1).toString());
  const { etag, fileBytes, length, url: of } = Object(facts);
  // A draft is moved to its place whole; anything else is none of ours.
  if (typeof etag !== 'string' || of !== url || !(length <= end)) return undefined;
  if (!Number.isSafeInteger(fileBytes)) return undefined;
  return { etag, fileBytes, bytes: content.subarray(0, length) };
}

async function forgetOldest(folder: string, limits: CacheLimits): Promise<void> {
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      // Another process may have forgotten it just now.
      const { mtimeMs: time, size } = await stat(file).catch(() => ({ mtimeMs: 0, size: 0 }));
      return { file, time, size };
    }),
  );
  let bytes = 0;
  const forgotten = files
    .toSorted((a, b) => b.time - a.time)
    .filter(({ size }, index) => {
      bytes += size;
      return index >= limits.headers || bytes > limits.bytes;
    });
  await Promise.all(forgotten.map(({ file }) => rm(file, { force: true })));
}
