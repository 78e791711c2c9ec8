import type { GgufHeader, HeaderOutcome } from '../core/gguf/gguf-header.ts';
import type { GgufProblem } from '../core/gguf/gguf-problem.ts';
import { readGgufHeader, withFileSize } from '../core/gguf/read-gguf-header.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { type HeaderFormat, type HeaderOptions, readBeginning } from './read-beginning.ts';
import type { HeaderPlace } from './read-metadata-of.ts';

export type WholeHeaderOutcome =
  | {
      readonly kind: 'read';
      readonly header: GgufHeader;
      /** Of the file, where its size is known. */
      readonly fileBytes: number | undefined;
      /** What was looked at of the file, in bytes. */
      readonly bytesRead: number;
    }
  | { readonly kind: 'problem'; readonly problem: GgufProblem }
  | { readonly kind: 'unreachable'; readonly fact: string };

const gguf: HeaderFormat<HeaderOutcome> = {
  read: (fileBytes) => readGgufHeader({ fileBytes }),
  check: (outcome, fileBytes) =>
    outcome.kind === 'read' ? withFileSize(outcome.header, fileBytes) : outcome,
  lengthOf: (outcome) => (outcome.kind === 'read' ? outcome.header.headerBytes : undefined),
};

/**
 * Reads the whole header of a GGUF file here or behind a URL: all that says how large it will be.
 * From a server it comes in one answer, which is cut off where the header ends.
 */
export async function readHeaderOf(
  place: HeaderPlace,
  options: HeaderOptions,
): Promise<WholeHeaderOutcome> {
  try {
    const { outcome, ...facts } = await readBeginning(place, gguf, options);
    return outcome.kind === 'read' ? { ...outcome, ...facts } : outcome;
  } catch (error) {
    return { kind: 'unreachable', fact: describeCause(error) };
  }
}
