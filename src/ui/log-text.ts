import { StringDecoder } from 'node:string_decoder';
import type { LogPiece } from '../core/target.ts';
import { printable } from './printable.ts';

/** What one pod has written, to be shown. */
export interface ShownLog {
  readonly pod: string;
  readonly container: string;
  readonly isOneOfSeveral: boolean;
  readonly pieces: readonly LogPiece[];
}

/** Turns logs of several pods into what one reader gets, bytes or text at a time. */
export interface LogWriter {
  add(log: ShownLog): Uint8Array;
  /** What is left when there are no more logs. */
  end(): Uint8Array;
}

/**
 * Logs as lines. A pipe gets the bytes as they are; on a terminal control characters become
 * spaces, because what an engine prints must not steer it. A line that another pod interrupts
 * goes on in a line of its own.
 */
export function logText({ isTerminal }: { readonly isTerminal: boolean }): LogWriter {
  const decoders = new Map<string, StringDecoder>();
  let open: string | undefined;
  const shown = (pod: string, { bytes, endsLine }: LogPiece): Uint8Array => {
    if (!isTerminal) return bytes;
    const decoder = decoders.get(pod) ?? new StringDecoder('utf8');
    decoders.set(pod, decoder);
    const text = decoder.write(Buffer.from(bytes)) + (endsLine ? decoder.end() : '');
    return Buffer.from(printable(text));
  };
  return {
    add({ pod, isOneOfSeveral, pieces }) {
      const parts: Uint8Array[] = [];
      for (const piece of pieces) {
        const goesOn = !piece.startsLine && open === pod;
        if (!goesOn && open !== undefined) parts.push(lineBreak);
        if (!goesOn && isOneOfSeveral) parts.push(Buffer.from(`pod/${pod} `));
        parts.push(shown(pod, piece));
        if (piece.endsLine) parts.push(lineBreak);
        open = piece.endsLine ? undefined : pod;
      }
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    },
    end: () => (isTerminal && open !== undefined ? lineBreak : Buffer.alloc(0)),
  };
}

const lineBreak = Buffer.from('\n');
