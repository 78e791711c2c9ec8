import { formatBytes } from '../text/bytes.ts';
import { askedSettings } from './asked-settings.ts';
import { greatestWhere } from './bisect.ts';
import { type Draft, type Ground, groundOf } from './draft.ts';
import type { Estimate } from './estimate.ts';
import { explainFlashAttention, explainPlaces } from './explain-plan.ts';
import type { FitSettings } from './fit-configuration.ts';
import type { FitHardware } from './fit-hardware.ts';
import type { FitWant } from './fit-want.ts';
import type { ModelFacts } from './model-facts.ts';
import { promptCacheFor } from './prompt-cache.ts';
import { defaultSacrifices, type SacrificeName } from './sacrifice-name.ts';
import { contextStepOf, type Sacrifice, sacrifices } from './sacrifices.ts';
import { giveAllUp, searchDrafts } from './search-drafts.ts';
import { serverArgs } from './server-args.ts';

/** Bytes that a place lacks. */
export interface Shortfall {
  readonly id: string;
  readonly bytes: number;
}

/** How to start llama-server, and why so. */
export interface FitPlan {
  readonly kind: 'fits' | 'does-not-fit';
  /** Every value is decided; without a fit, after all that may be given up was given up. */
  readonly settings: FitSettings;
  /** The same for llama-server 0.7.0. */
  readonly args: readonly string[];
  readonly estimate: Estimate;
  /** What was given up. */
  readonly steps: readonly SacrificeName[];
  /** Sentences without a full stop; each step has one. */
  readonly because: readonly string[];
  /** Without a fit, what is missing still. */
  readonly shortfall?: readonly Shortfall[];
  /** Without a fit, the most tokens that would fit; 0 for none. */
  readonly largestContext?: number;
}

/**
 * The way to run a model with llama-server 0.7.0 that gives up the least: all layers on devices
 * with what was asked for, or else the first of the allowed sacrifices that makes it fit.
 */
export function planFit(facts: ModelFacts, want: FitWant, hardware: FitHardware): FitPlan {
  const steps = (want.sacrifices ?? defaultSacrifices).map((name) => sacrifices[name]);
  const question = { facts, want, hardware };
  const asked = askedSettings(question);
  const ground = groundOf(question, asked);
  const draft: Draft = { settings: asked, hostsExperts: false, hostsLayers: false };
  const refused = refusalOf(draft, ground);
  if (refused !== undefined) return refused;
  const found = searchDrafts(draft, steps, ground);
  if (found !== undefined) return finish({ ground, asked, settings: found });
  const settings = giveAllUp(draft, steps, ground);
  const most = Math.ceil(asked.contextLength / contextStepOf(ground, asked)) - 1;
  const largest = mostThatFits(draft, steps, { ground, most });
  return withoutFit(finish({ ground, asked, settings }), largest);
}

/**
 * The most tokens of all slots together that fit, whatever of what is allowed is given up for them:
 * a multiple of 256 for each cache, at most as many as are wanted; 0 for none.
 */
export function mostContextOf(
  facts: ModelFacts,
  want: FitWant & { readonly contextLength: number },
  hardware: FitHardware,
): number {
  const steps = (want.sacrifices ?? defaultSacrifices).map((name) => sacrifices[name]);
  const question = { facts, want, hardware };
  const settings = askedSettings(question);
  const ground = groundOf(question, settings);
  const draft: Draft = { settings, hostsExperts: false, hostsLayers: false };
  const step = contextStepOf(ground, settings);
  return mostThatFits(draft, steps, { ground, most: Math.floor(want.contextLength / step) });
}

/** Where an engine would not start whatever memory it had. */
function refusalOf(draft: Draft, ground: Ground): FitPlan | undefined {
  const { settings } = draft;
  const { errors } = ground.estimate(settings);
  if (errors.length === 0) return undefined;
  const plan = finish({ ground, asked: settings, settings });
  const because = errors.map(({ message }) => message);
  return { ...plan, kind: 'does-not-fit', because, shortfall: [], largestContext: 0 };
}

/** The plan of settings, with what is left of the host's memory for past conversations. */
function finish(found: {
  readonly ground: Ground;
  readonly asked: FitSettings;
  readonly settings: FitSettings;
}): FitPlan {
  const { ground, asked } = found;
  const { facts, want, hardware } = ground;
  const { host } = ground.estimate(found.settings);
  const promptCacheBytes = want.promptCacheBytes ?? promptCacheFor(host);
  const settings: FitSettings = { ...found.settings, promptCacheBytes };
  const decided = ground.estimate(settings);
  const told = Object.values(sacrifices).flatMap(({ name, tell }) => {
    const sentence = tell({ asked, settings, question: ground });
    return sentence === undefined ? [] : [{ name, sentence }];
  });
  return {
    kind: 'fits',
    settings,
    args: serverArgs(facts, settings, hardware),
    estimate: decided,
    steps: told.map(({ name }) => name),
    because: [
      ...told.map(({ sentence }) => sentence),
      ...explainFlashAttention(ground, settings),
      ...explainPlaces(decided),
    ],
  };
}

function withoutFit(plan: FitPlan, most: number): FitPlan {
  const { devices, host } = plan.estimate;
  const shortfall = [...devices, host].flatMap(({ id, fits, usedBytes, limitBytes = 0 }) =>
    fits ? [] : [{ id, bytes: usedBytes - limitBytes }],
  );
  return {
    ...plan,
    kind: 'does-not-fit',
    because: [
      ...shortfall.map(({ id, bytes }) => `${id} lacks ${formatBytes(bytes)}`),
      most === 0 ? 'no context at all would fit' : `a context of ${most} tokens would fit`,
      ...plan.because,
    ],
    shortfall,
    largestContext: most,
  };
}

/** With the sacrifices that are allowed, however short the context gets; `most` counts in steps. */
function mostThatFits(
  draft: Draft,
  steps: readonly Sacrifice[],
  { ground, most }: { readonly ground: Ground; readonly most: number },
): number {
  const step = contextStepOf(ground, draft.settings);
  const others = steps.filter(({ name }) => name !== 'context');
  const found = greatestWhere(1, most, (length) => {
    const settings = { ...draft.settings, contextLength: length * step };
    return searchDrafts({ ...draft, settings }, others, ground) !== undefined;
  });
  return (found ?? 0) * step;
}
