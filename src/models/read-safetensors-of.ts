import {
  readSafetensorsHeader,
  withSafetensorsSize,
} from '../core/safetensors/read-safetensors-header.ts';
import type { SafetensorsOutcome } from '../core/safetensors/safetensors-header.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { type HeaderFormat, type HeaderOptions, readBeginning } from './read-beginning.ts';
import type { HeaderPlace } from './read-metadata-of.ts';

const safetensors: HeaderFormat<SafetensorsOutcome> = {
  read: (fileBytes) => readSafetensorsHeader({ fileBytes }),
  check: (outcome, fileBytes) =>
    outcome.kind === 'read' ? withSafetensorsSize(outcome.header, fileBytes) : outcome,
  lengthOf: (outcome) => (outcome.kind === 'read' ? outcome.header.headerBytes : undefined),
};

export type SafetensorsRead =
  | SafetensorsOutcome
  | { readonly kind: 'unreachable'; readonly fact: string };

/** Reads the header of a file of safetensors here or behind a URL, and none of its weights. */
export async function readSafetensorsOf(
  place: HeaderPlace,
  options: HeaderOptions,
): Promise<SafetensorsRead> {
  try {
    return (await readBeginning(place, safetensors, options)).outcome;
  } catch (error) {
    return { kind: 'unreachable', fact: describeCause(error) };
  }
}
