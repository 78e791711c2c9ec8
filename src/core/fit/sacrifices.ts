import { greatestWhere } from './bisect.ts';
import { contextShape } from './context-shape.ts';
import type { Draft, FitQuestion, Ground } from './draft.ts';
import type { FitSettings } from './fit-configuration.ts';
import { flashAttentionOf } from './flash-attention.ts';
import { hostedExperts, hostedSlots } from './hosted.ts';
import type { SacrificeName } from './sacrifice-name.ts';

/** What a sacrifice is made in. */
export interface SacrificeView extends Ground {
  /** What is given up more easily. */
  readonly lesser: readonly SacrificeName[];
  /** Whether a draft fits, with any of the lesser sacrifices; absent where nothing fits. */
  readonly fits: ((draft: Draft) => boolean) | undefined;
}

/** What was asked for, and what became of it. */
export interface Outcome {
  readonly asked: FitSettings;
  readonly settings: FitSettings;
  readonly question: FitQuestion;
}

/** One thing that can be given up. */
export interface Sacrifice {
  readonly name: SacrificeName;
  /** Drafts that give it up, those that give up the least first. */
  readonly drafts: (draft: Draft, view: SacrificeView) => readonly Draft[];
  /** A sentence without its full stop of how much was given up, if anything was. */
  readonly tell: (outcome: Outcome) => string | undefined;
}

/** A cache needs a multiple of this many tokens. */
const contextStep = 256;

/** Smaller batches than these make the prompt slow and save next to nothing. */
const microBatches = [256, 128];

/** The least first by default; somebody who wants may order them otherwise. */
export const sacrifices: Readonly<Record<SacrificeName, Sacrifice>> = {
  'kv-type': {
    name: 'kv-type',
    drafts: quantizedCaches,
    tell: ({ asked, settings: { keyType, valueType } }) => {
      const isAsked = asked.keyType === keyType && asked.valueType === valueType;
      return isAsked
        ? undefined
        : `the cache of conversations is kept in ${valueType}, which is less exact`;
    },
  },
  'micro-batch': {
    name: 'micro-batch',
    drafts: ({ settings, ...draft }, { want }) =>
      microBatches
        .filter((size) => want.microBatch === undefined && size < settings.microBatch)
        .map((microBatch) => ({ ...draft, settings: { ...settings, microBatch } })),
    tell: ({ asked, settings: { microBatch } }) =>
      asked.microBatch === microBatch
        ? undefined
        : `${microBatch} tokens of a prompt are computed at a time and not ${asked.microBatch}`,
  },
  experts: {
    name: 'experts',
    drafts: (draft, ground) =>
      canHostExperts(ground) && !draft.hostsExperts ? [{ ...draft, hostsExperts: true }] : [],
    tell: ({ settings, question }) => {
      const { hosted, all } = hostedExperts(question.facts, settings);
      return hosted === 0
        ? undefined
        : `the experts of ${hosted} of ${all} layers stay on the host, where they are slower`;
    },
  },
  layers: {
    name: 'layers',
    drafts: (draft, ground) => {
      if (ground.hardware.devices.length === 0 || draft.hostsLayers) return [];
      // Experts are many bytes and little work, so that they go before any layer does.
      const experts = ground.lesser.includes('experts') && canHostExperts(ground);
      return [{ ...draft, hostsLayers: true, hostsExperts: draft.hostsExperts || experts }];
    },
    tell: ({ settings, question }) => {
      const { hosted, all } = hostedSlots(question, settings);
      if (hosted === 0) return undefined;
      const copies = question.want.opOffload === undefined && !settings.opOffload;
      const alone = copies ? ', which computes them without the help of a device' : '';
      return `${hosted} of ${all} layers stay on the host${alone}; the output counts as one`;
    },
  },
  context: {
    name: 'context',
    drafts: shorterContexts,
    tell: ({ asked, settings: { contextLength } }) =>
      asked.contextLength === contextLength
        ? undefined
        : `the context has ${contextLength} tokens and not ${asked.contextLength}`,
  },
};

/** Tokens by which a context can become longer or shorter: a cache more or less of each stream. */
export function contextStepOf({ facts }: Pick<Ground, 'facts'>, settings: FitSettings): number {
  return contextStep * contextShape(facts, settings).streams;
}

function canHostExperts({ facts, hardware }: Ground): boolean {
  return (
    hardware.devices.length > 0 && facts.layers.some(({ weights }) => weights.experts.file > 0)
  );
}

/**
 * K and V in 8 bits, where nobody said otherwise of either and the engine can do it. CUDA has no
 * kernels for K in one type and V in another, unless it was built with all of them (llama.cpp 0.7).
 */
function quantizedCaches({ settings, ...draft }: Draft, ground: Ground): Draft[] {
  const { facts, want, hardware, estimate } = ground;
  const { keyType = 'q8_0', valueType = 'q8_0' } = want;
  if (keyType !== 'q8_0' || valueType !== 'q8_0') return [];
  if (settings.keyType === 'q8_0' && settings.valueType === 'q8_0') return [];
  const bare = { ...settings, flashAttention: want.flashAttention ?? 'auto' } as const;
  const hasKernel = flashAttentionOf(facts, { ...bare, valueType: 'f16' }, hardware.devices).on;
  const quantized: FitSettings = { ...settings, keyType, valueType };
  if (!hasKernel || estimate(quantized).errors.length > 0) return [];
  return [{ ...draft, settings: quantized }];
}

/** The longest context that fits with lesser sacrifices, where a shorter one is good enough. */
function shorterContexts({ settings, ...draft }: Draft, view: SacrificeView): Draft[] {
  const { leastContext } = view.want;
  if (leastContext === undefined) return [];
  const step = contextStepOf(view, settings);
  const draftOf = (steps: number): Draft => ({
    ...draft,
    settings: { ...settings, contextLength: steps * step },
  });
  const most = Math.ceil(settings.contextLength / step) - 1;
  const least = Math.max(1, Math.ceil(leastContext / step));
  if (least > most) return [];
  const { fits } = view;
  if (fits === undefined) return [draftOf(least)];
  const found = greatestWhere(least, most, (steps) => fits(draftOf(steps)));
  return found === undefined ? [] : [draftOf(found)];
}
