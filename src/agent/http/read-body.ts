import type { IncomingMessage } from 'node:http';
import type { ListenerLimits } from './listener-limits.ts';
import type { Refusal } from './refusal.ts';

/** How reading a body ended; `gone` when the client went away before its end. */
export type BodyRead =
  | { readonly kind: 'read'; readonly body: Buffer }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'gone' };

/** Memory that bodies share, so that many clients cannot take what no single one may. */
export class HeldBytes {
  #held = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether there was room for so many more. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#limit) return false;
    this.#held += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#held -= bytes;
  }
}

/** Refuses by the length that a client announces, before a byte of the body is read. */
export function refuseByLength(
  request: IncomingMessage,
  { bodyBytes }: Pick<ListenerLimits, 'bodyBytes'>,
): Refusal | undefined {
  const length = Number(request.headers['content-length'] ?? 0);
  return length > bodyBytes ? tooLarge(bodyBytes) : undefined;
}

/** Reads a whole body. What it takes of `held` is given back by the caller when it was read. */
export async function readBody(
  request: IncomingMessage,
  { bodyBytes }: Pick<ListenerLimits, 'bodyBytes'>,
  held: HeldBytes,
): Promise<BodyRead> {
  const chunks: Buffer[] = [];
  let length = 0;
  const read = await new Promise<BodyRead>((resolve) => {
    request.on('data', (chunk: Buffer) => {
      const refusal = length + chunk.length > bodyBytes ? tooLarge(bodyBytes) : undefined;
      if (refusal === undefined && held.take(chunk.length)) {
        length += chunk.length;
        chunks.push(chunk);
        return;
      }
      request.pause();
      resolve({ kind: 'refused', refusal: refusal ?? full });
    });
    request.once('end', () => resolve({ kind: 'read', body: joined(chunks, length) }));
    request.once('close', () => resolve({ kind: 'gone' }));
    request.once('error', () => resolve({ kind: 'gone' }));
  });
  request.removeAllListeners('data');
  if (read.kind !== 'read') held.give(length);
  return read;
}

function joined(chunks: readonly Buffer[], length: number): Buffer {
  const [first] = chunks;
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, length);
}

function tooLarge(bodyBytes: number): Refusal {
  const mebibytes = Math.round(bodyBytes / 1024 / 1024);
  return {
    status: 413,
    code: 'body_too_large',
    message: `The body is larger than the limit of ${mebibytes} MiB`,
  };
}

const full: Refusal = {
  status: 503,
  code: 'busy',
  message: 'Too many large requests are under way: send it again later',
  headers: { 'retry-after': '1' },
};
