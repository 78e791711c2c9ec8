import { type Estimate, estimate } from '../../../core/fit/estimate.ts';
import type { FitSettings } from '../../../core/fit/fit-configuration.ts';
import type { FitHardware } from '../../../core/fit/fit-hardware.ts';
import type { ModelFacts } from '../../../core/fit/model-facts.ts';
import {
  type EstimateLine,
  type EstimatePart,
  growingParts,
  type PlaceEstimate,
} from '../../../core/fit/place-estimate.ts';
import { type Resolved, totalBytes } from '../../../core/resolve/resolved.ts';

/** What a release has in memory beside its model. */
export interface BesideMemory {
  /** Of GPUs, by their places in the list of them. */
  readonly devices: readonly (readonly EstimateLine[])[];
  readonly host: readonly EstimateLine[];
}

/** How much lines say, in bytes. */
export function bytesOf(lines: readonly EstimateLine[] = []): number {
  return lines.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Bytes of projectors and adapters, which are as large as their files. */
export function besideFileBytes({ files = [] }: Pick<Resolved, 'files'>): number {
  return totalBytes(files.filter(({ role }) => role !== 'draft').map(({ at }) => at)) ?? 0;
}

/** They lie on the first GPU, or on the host where there is none. */
export function besideFiles(resolved: Resolved): BesideMemory {
  const bytes = besideFileBytes(resolved);
  const why = 'as large as their files; what computing with them takes is not known';
  const lines = bytes === 0 ? [] : [{ what: 'files', bytes, exact: false, why } as const];
  const { gpus } = resolved;
  return gpus === 0
    ? { devices: [], host: lines }
    : { devices: Array.from({ length: gpus }, (_, at) => (at === 0 ? lines : [])), host: [] };
}

/** What a release fixes for its draft by fixing it for its model. */
export interface DraftQuestion {
  readonly facts: ModelFacts;
  /** Of the model. */
  readonly settings: FitSettings;
  readonly hardware: FitHardware;
}

/**
 * What a draft takes of each place. llama-server 0.7.0 gives it a context as large as that of the
 * model, a cache in f16, and all its layers the places that the model's shares name.
 */
export function draftMemory({ facts, settings, hardware }: DraftQuestion): Estimate {
  const own: FitSettings = {
    ...settings,
    ...{ gpuLayers: -1, overrides: [], keyType: 'f16', valueType: 'f16' },
    ...{ draftTokens: 0, promptCacheBytes: 0, checkpoints: 0, embeddings: false, fit: false },
  };
  return estimate(facts, own, hardware);
}

/** The same with a draft, on devices in that order. */
export function withDraft(
  beside: BesideMemory,
  { devices, host }: Estimate,
  hardware: FitHardware,
): BesideMemory {
  const placeOf = (at: number) => devices.find(({ id }) => id === hardware.devices[at]?.id);
  return {
    devices: beside.devices.map((lines, at) => [...lines, ...draftLines(placeOf(at))]),
    host: [...beside.host, ...draftLines(host)],
  };
}

/** Lines that no buffer of the engine stands for. */
const untold: ReadonlySet<EstimatePart> = new Set(['tokenizer', 'files', ...growingParts]);

/** Bytes of buffers that the engine tells of. */
export function toldBytes(lines: readonly EstimateLine[]): number {
  return bytesOf(lines.filter(({ what }) => !untold.has(what)));
}

function draftLines(place: PlaceEstimate | undefined): readonly EstimateLine[] {
  const lines = place?.lines ?? [];
  const told = lines.filter(({ what }) => !untold.has(what));
  const draft: EstimateLine = {
    what: 'draft',
    bytes: bytesOf(told),
    exact: told.every(({ exact }) => exact),
    why: 'the model that drafts, with its conversations and its room to compute',
  };
  return [draft, ...lines.filter(({ what }) => what === 'tokenizer')].filter(
    ({ bytes }) => bytes > 0,
  );
}
