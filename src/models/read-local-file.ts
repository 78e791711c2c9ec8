import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { fingerprintOf, fingerprintSpan } from '../core/source/fingerprint.ts';
import { ggufHeadBytes } from '../core/source/gguf-head.ts';

/** What is read of a file that lies on this machine. */
export interface LocalFile {
  readonly bytes: number;
  readonly head: Uint8Array;
  readonly fingerprint: string;
}

/** Reads both ends of a regular file; nothing when it is something else by now. */
export async function readLocalFile(path: string): Promise<LocalFile | undefined> {
  // Whoever opens a pipe that nobody writes to would wait for ever.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return undefined;
    const bytes = stats.size;
    const first = await readAt(file, 0, Math.min(bytes, fingerprintSpan));
    const last = await readAt(file, Math.max(0, bytes - fingerprintSpan), fingerprintSpan);
    const head = first.subarray(0, ggufHeadBytes);
    return { bytes, head, fingerprint: fingerprintOf({ bytes, first, last }) };
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
