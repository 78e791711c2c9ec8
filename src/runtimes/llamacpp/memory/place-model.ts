import { askedSettings } from '../../../core/fit/asked-settings.ts';
import { type Estimate, estimate } from '../../../core/fit/estimate.ts';
import { defaultSettings, type FitSettings } from '../../../core/fit/fit-configuration.ts';
import type { FitHardware } from '../../../core/fit/fit-hardware.ts';
import type { FitWant } from '../../../core/fit/fit-want.ts';
import { largestContext } from '../../../core/fit/largest-context.ts';
import type { ModelFacts } from '../../../core/fit/model-facts.ts';
import type { EstimatePart } from '../../../core/fit/place-estimate.ts';
import { planFit } from '../../../core/fit/plan-fit.ts';
import { promptCacheFor } from '../../../core/fit/prompt-cache.ts';
import type { Resolved } from '../../../core/resolve/resolved.ts';
import { isPlaced, wantedMemory } from './wanted-memory.ts';

const mebibyte = 1024 ** 2;

/** What the cache of prompts may take where nobody has said how much memory there is. */
const mostPromptBytes = 8192 * mebibyte;
const leastPromptBytes = 256 * mebibyte;

export interface ModelGround {
  readonly resolved: Resolved;
  readonly facts: ModelFacts;
  /** What lies beside the model is not in it. */
  readonly hardware: FitHardware;
  /** Whether the sizes of the GPUs are known. */
  readonly isKnown: boolean;
}

/** A model with a place for each of its layers. */
export interface Placed {
  readonly settings: FitSettings;
  /** The same as it was said, or as the engine does it by itself. */
  readonly asked: FitSettings;
  readonly hardware: FitHardware;
  /** Sentences without a full stop that say what was decided. */
  readonly because: readonly string[];
}

export type Placing =
  | { readonly kind: 'placed'; readonly placed: Placed }
  | { readonly kind: 'refused'; readonly fact: string }
  | {
      readonly kind: 'too large';
      readonly estimate: Estimate;
      readonly hardware: FitHardware;
      /** Of one conversation, in tokens; 0 for none. */
      readonly largestContext: number;
    };

/** Finds the places of a model, where nobody has said them. */
export function placeModel(ground: ModelGround): Placing {
  // Of GPUs whose memory nobody knows nothing can be decided; the engine shares by what is free.
  const { resolved, isKnown } = ground;
  const isDecided = isPlaced(wantedMemory(resolved)) || (resolved.gpus > 0 && !isKnown);
  return isDecided ? decided(ground) : planned(ground);
}

function planned(ground: ModelGround): Placing {
  const { facts, hardware } = ground;
  const want = wantOf(ground);
  const plan = planFit(facts, want, hardware);
  const [error] = plan.estimate.errors;
  if (error !== undefined) return { kind: 'refused', fact: error.message };
  if (plan.kind === 'does-not-fit') {
    return tooLarge(plan.estimate, plan.largestContext ?? 0, ground);
  }
  const { settings } = plan;
  const asked = askedSettings({ facts, want, hardware });
  // Behind these it says again what the places do.
  const because = plan.because.slice(0, plan.steps.length);
  return { kind: 'placed', placed: { settings, asked, hardware, because } };
}

function decided(ground: ModelGround): Placing {
  const { resolved, facts, hardware } = ground;
  const { contextLength, sacrifices: _, ...want } = wantOf(ground);
  const bare: FitSettings = {
    ...defaultSettings,
    promptCacheBytes: 0,
    ...want,
    ...wantedMemory(resolved),
    contextLength: Number(contextLength),
    fit: false,
  };
  const promptCacheBytes =
    want.promptCacheBytes ?? promptCacheFor(estimate(facts, bare, hardware).host);
  const settings: FitSettings = { ...bare, promptCacheBytes };
  const found = estimate(facts, settings, hardware);
  const [error] = found.errors;
  if (error !== undefined) return { kind: 'refused', fact: error.message };
  if (!found.fits) {
    return tooLarge(found, largestContext(facts, settings, hardware), ground);
  }
  return { kind: 'placed', placed: { settings, asked: settings, hardware, because: [] } };
}

function wantOf({ resolved, facts, hardware }: ModelGround): FitWant {
  const { contextLength = 0, concurrency } = resolved;
  const {
    gpuLayers: _,
    overrides: __,
    splitMode: ___,
    tensorSplit: ____,
    ...said
  } = wantedMemory(resolved);
  const slots = concurrency === undefined ? {} : { slots: concurrency, unified: false };
  const want = { ...said, ...slots, contextLength: contextLength * (concurrency ?? 1) };
  if (want.promptCacheBytes !== undefined || hardware.hostBytes !== undefined) return want;
  return { ...want, promptCacheBytes: promptsLike(estimate(facts, want, hardware)) };
}

/** As many past conversations as there are at a time: what those take, within bounds. */
function promptsLike({ devices, host }: Estimate): number {
  const kept: ReadonlySet<EstimatePart> = new Set(['kv', 'state']);
  const bytes = [...devices, host]
    .flatMap(({ lines }) => lines)
    .reduce((sum, line) => sum + (kept.has(line.what) ? line.bytes : 0), 0);
  const wanted = Math.min(mostPromptBytes, Math.max(leastPromptBytes, bytes));
  return Math.ceil(wanted / mebibyte) * mebibyte;
}

function tooLarge(
  found: Estimate,
  tokens: number,
  { resolved: { concurrency = 1 }, hardware }: ModelGround,
): Placing {
  const largest = Math.floor(tokens / concurrency);
  return { kind: 'too large', estimate: found, hardware, largestContext: largest };
}
