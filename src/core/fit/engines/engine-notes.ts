import type { TransformerFacts } from '../../transformers/transformer-facts.ts';
import type { FitDevice } from '../fit-hardware.ts';
import type { FitNote } from '../fit-result.ts';

export interface NotesAsked {
  readonly devices: readonly FitDevice[];
  readonly facts: TransformerFacts;
  readonly contextLength: number | 'max';
  readonly gpus: number;
  /** It fits only where the engine needs less than it may. */
  readonly isNear: boolean;
}

interface Rule extends FitNote {
  readonly holds: (asked: NotesAsked) => boolean;
}

const rules: readonly Rule[] = [
  {
    code: 'overhead-decides',
    message: 'whether it fits depends on what the engine takes beside weights and conversations',
    holds: ({ isNear }) => isNear,
  },
  {
    code: 'gpus-unequal',
    message: 'each GPU gets an equal part, so of larger ones no more is used than of the smallest',
    holds: ({ devices }) => new Set(devices.map(({ totalBytes }) => totalBytes)).size > 1,
  },
  {
    code: 'cache-replicated',
    message: 'conversations are kept more than once, as there are more GPUs than heads of keys',
    holds: ({ facts, gpus }) => gpus > 1 && (facts.latent !== undefined || gpus > facts.kvHeads),
  },
  {
    code: 'state-not-counted',
    message: 'states of recurrent layers are not counted',
    holds: ({ facts }) => !facts.hasUnknownLayers && facts.layers.includes('recurrent'),
  },
  {
    code: 'state-not-counted',
    message: 'its layers are told in a way that is not read, and may keep more or less',
    holds: ({ facts }) => facts.hasUnknownLayers,
  },
  {
    code: 'encoder-not-counted',
    message: 'what it takes at work on images and sounds is not counted, only its weights',
    holds: ({ facts }) => facts.isMultimodal,
  },
  {
    code: 'ctx-above-train',
    message: 'the model was made for shorter conversations, and the engine may refuse to start',
    holds: ({ facts, contextLength }) =>
      typeof contextLength === 'number' && facts.context > 0 && contextLength > facts.context,
  },
];

/** What the numbers do not cover, or what wastes memory. */
export function engineNotes(asked: NotesAsked): readonly FitNote[] {
  return rules.filter(({ holds }) => holds(asked)).map(({ code, message }) => ({ code, message }));
}
