import type { GgufModel } from '../gguf/gguf-header.ts';
import type { FitHardware } from './fit-hardware.ts';
import type { FitPlace, FitResult } from './fit-result.ts';
import type { FitWant } from './fit-want.ts';
import type { ModelFacts } from './model-facts.ts';
import type { PlaceEstimate } from './place-estimate.ts';
import { mostContextOf, planFit } from './plan-fit.ts';
import { readFacts } from './read-facts.ts';

export type FitAnswer =
  | { readonly kind: 'planned'; readonly result: FitResult }
  | { readonly kind: 'refused'; readonly fact: string };

export interface FitQuestionAsked {
  readonly name: string;
  readonly source: string;
  readonly model: GgufModel;
  readonly hardware: FitHardware;
  /** Tokens of one conversation, or as many as fit. */
  readonly contextLength: number | 'max';
  /** Conversations at a time; where nobody says it, the engine decides. */
  readonly concurrency: number | undefined;
}

/**
 * Says whether a model fits into memory, how, and how long its conversations may get; or why no
 * engine would start with it at all.
 */
export function answerFit(asked: FitQuestionAsked): FitAnswer {
  const { name, source, hardware } = asked;
  const facts = readFacts(asked.model);
  const plan = planFit(facts, wantOf(asked), hardware);
  const { estimate, settings } = plan;
  const [error] = estimate.errors;
  if (error !== undefined) return { kind: 'refused', fact: error.message };
  const fits = plan.kind === 'fits';
  const result: FitResult = {
    name,
    source,
    runtime: 'llamacpp',
    fits,
    ...(fits ? {} : { code: 'MODEL_TOO_LARGE' as const }),
    contextLength: Math.floor(settings.contextLength / (asked.concurrency ?? 1)),
    concurrency: settings.slots,
    isShared: settings.unified,
    largestContext: mostTokens(facts, asked),
    places: [...estimate.devices, estimate.host].map(placeOf),
    steps: plan.steps,
    because: plan.because,
    args: plan.args,
    warnings: estimate.warnings,
  };
  return { kind: 'planned', result };
}

/** Of a model that does not say how long conversations can be. */
const longestUnknown = 131_072;

/** Of one conversation, whatever has to be given up for it. */
function mostTokens(facts: ModelFacts, asked: FitQuestionAsked): number {
  const { concurrency = 1, hardware } = asked;
  const longest = (facts.trainedContext || longestUnknown) * concurrency;
  const want = { ...slotsOf(asked), contextLength: longest };
  return Math.floor(mostContextOf(facts, want, hardware) / concurrency);
}

/** What is asked for, in the words of a plan. */
export function wantOf(asked: Omit<FitQuestionAsked, 'hardware'>): FitWant {
  const { contextLength, concurrency = 1 } = asked;
  const all = contextLength === 'max' ? contextLength : contextLength * concurrency;
  return { ...slotsOf(asked), contextLength: all };
}

// Without a number the engine has several conversations that share what there is.
function slotsOf({
  concurrency,
}: Pick<FitQuestionAsked, 'concurrency'>): Omit<FitWant, 'contextLength'> {
  return concurrency === undefined ? {} : { slots: concurrency, unified: false };
}

function placeOf({ id, usedBytes, upperBytes, limitBytes, fits, lines }: PlaceEstimate): FitPlace {
  const limit = limitBytes === undefined ? {} : { limitBytes };
  return { id, usedBytes, upperBytes, ...limit, fits, lines };
}
