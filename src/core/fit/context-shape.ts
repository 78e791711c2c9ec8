import type { FitSettings } from './fit-configuration.ts';
import type { ModelFacts } from './model-facts.ts';
import { roundUp } from './weight-bytes.ts';

/** The numbers that llama-server makes of what it is asked for (0.7.0). */
export interface ContextShape {
  /** Tokens that there is room for, of all slots. */
  readonly tokens: number;
  /** Tokens of one cache: of a slot, or of all where they share it. */
  readonly cells: number;
  /** Tokens of the cache of a windowed layer. */
  readonly windowCells: number;
  /** Caches beside each other. */
  readonly streams: number;
  readonly slots: number;
  readonly unified: boolean;
  /** Tokens that one conversation can have. */
  readonly perSlot: number;
  /** Tokens that are computed at a time. */
  readonly batch: number;
  readonly microBatch: number;
  /** The same, of as many tokens of each slot: what room for computing is made for. */
  readonly reserved: number;
  /** Tokens of a batch that an answer is computed for. */
  readonly outputs: number;
  /** The same of a micro-batch. */
  readonly reservedOutputs: number;
}

/** Slots where the engine chooses; they share one cache then. */
const automaticSlots = 4;

/** Caches are a multiple of this many tokens. */
const padding = 256;

/** Slots, tokens, and batches as the engine rounds them. */
export function contextShape(
  { trainedContext, window }: Pick<ModelFacts, 'trainedContext' | 'window'>,
  settings: FitSettings,
): ContextShape {
  const slots = settings.slots > 0 ? settings.slots : automaticSlots;
  const unified = settings.slots > 0 ? settings.unified : true;
  const asked = settings.contextLength || trainedContext;
  const padded = roundUp(asked, padding);
  const cells = unified ? padded : roundUp(Math.floor(padded / slots), padding);
  const streams = unified ? 1 : slots;
  const tokens = cells * streams;
  const batch = Math.min(asked, settings.batch);
  const microBatch = Math.min(batch, settings.microBatch);
  const seen = window * (unified ? slots : 1) + microBatch;
  const outputs = settings.embeddings ? batch : slots * (1 + settings.draftTokens);
  return {
    tokens,
    cells,
    windowCells: settings.fullWindows ? cells : roundUp(Math.min(cells, seen), padding),
    streams,
    slots,
    unified,
    perSlot: Math.min(cells, trainedContext || cells),
    batch,
    microBatch,
    reserved: roundUp(microBatch, slots),
    outputs: Math.min(batch, outputs),
    reservedOutputs: Math.min(batch, outputs, roundUp(microBatch, slots)),
  };
}
