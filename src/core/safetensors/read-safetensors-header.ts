import * as z from 'zod';
import { ByteWalker, type Step } from '../gguf/byte-walker.ts';
import { problemOf } from '../gguf/gguf-problem.ts';
import { findFormatProblem } from '../source/gguf-head.ts';
import { placeSafeTensors } from './place-safe-tensors.ts';
import type {
  SafetensorsHeader,
  SafetensorsOutcome,
  SafetensorsProblem,
} from './safetensors-header.ts';

export interface SafetensorsLimits {
  /** Of the whole file, in bytes, where that is known before; else see `withSafetensorsSize`. */
  readonly fileBytes?: number | undefined;
  /** How much is asked for first, in bytes; 1 MiB unless said otherwise. */
  readonly firstRange?: number;
}

/** The most bytes of a header, `MAX_HEADER_SIZE` of safetensors 0.6. */
const mostHeaderBytes = 100_000_000;
const lengthBytes = 8;
/** What tells a file of another format. */
const lookedAtBytes = 24;
const metadataSchema = z.record(z.string(), z.string());
const mebibyte = 1024 ** 2;

/**
 * Reads the header of a file of safetensors: its length in eight bytes, little end first, and JSON.
 * It asks for ranges of the file (see `Step`), and takes no bytes behind the header. A damaged or hostile file is an answer like any other.
 */
export function* readSafetensorsHeader(limits: SafetensorsLimits = {}): Step<SafetensorsOutcome> {
  const { fileBytes, firstRange = mebibyte } = limits;
  const headerBytes = mostHeaderBytes + lengthBytes;
  const walker = new ByteWalker({ fileBytes, headerBytes, firstRange, largestRange: headerBytes });
  try {
    const head = yield* walker.takeUpTo(lookedAtBytes);
    const other = otherFormat(head);
    if (other !== undefined) return { kind: 'problem', problem: other };
    const length = Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
    const first = head.subarray(lengthBytes, Math.min(head.length, lengthBytes + length));
    const rest = yield* walker.take(length - first.length);
    const json = Buffer.concat([
      first,
      new Uint8Array(rest.view.buffer, rest.view.byteOffset + rest.at, length - first.length),
    ]);
    const outcome = headerIn(json);
    if (outcome.kind === 'problem' || fileBytes === undefined) return outcome;
    return withSafetensorsSize(outcome.header, fileBytes);
  } catch (thrown) {
    const { kind, fact } = problemOf(thrown);
    return refused(kind === 'header-too-large' ? kind : 'truncated', fact);
  }
}

/** Holds a header against the size of its file in bytes: nothing is missing, and nothing follows. */
export function withSafetensorsSize(
  header: SafetensorsHeader,
  fileBytes: number,
): SafetensorsOutcome {
  const { headerBytes, dataBytes } = header;
  const whole = headerBytes + dataBytes;
  if (whole === fileBytes) return { kind: 'read', header };
  return refused('file-size', `it has ${fileBytes} bytes, and by its header ${whole}`);
}

function otherFormat(head: Uint8Array): SafetensorsProblem | undefined {
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith('GGUF')) {
    return { kind: 'gguf', fact: 'it is a GGUF file and not a safetensors file' };
  }
  const seen = findFormatProblem(head);
  const kind = seen?.kind ?? 'not-safetensors';
  if (kind === 'empty' || kind === 'git-lfs-pointer') return { kind, fact: seen?.fact ?? '' };
  if (kind === 'web-page') return { kind, fact: 'it is a web page and not a safetensors file' };
  if (head.length < lengthBytes + 2) {
    return { kind: 'truncated', fact: `it ends in its header, after ${head.length} bytes` };
  }
  // The format wants the brace at the very start; a length beyond 2^56 is none.
  if (text[lengthBytes] === '{' && text[lengthBytes - 1] === '\0') return undefined;
  return { kind: 'not-safetensors', fact: 'it is not a safetensors file' };
}

function headerIn(json: Uint8Array): SafetensorsOutcome {
  const value = parsed(json);
  if (typeof value !== 'object' || value === null) {
    return refused('not-json', 'its header is no object of JSON');
  }
  const { __metadata__: said = {}, ...tensors } = value as Readonly<Record<string, unknown>>;
  const metadata = metadataSchema.safeParse(said).data;
  if (metadata === undefined) return refused('metadata', 'its `__metadata__` has more than texts');
  const placed = placeSafeTensors(Object.entries(tensors));
  if (placed.kind === 'problem') return placed;
  const header = {
    tensors: placed.tensors,
    metadata,
    headerBytes: lengthBytes + json.length,
    dataBytes: placed.bytes,
  };
  return { kind: 'read', header };
}

function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    // Text that is no JSON, or no text at all, is nothing.
    return undefined;
  }
}

function refused(kind: SafetensorsProblem['kind'], fact: string): SafetensorsOutcome {
  return { kind: 'problem', problem: { kind, fact } };
}
