import type { Draft, Ground } from './draft.ts';
import type { FitSettings } from './fit-configuration.ts';
import { placeDraft } from './place-draft.ts';
import type { Sacrifice } from './sacrifices.ts';

/** A draft with places for its layers, if an engine would start so and have room. */
function acceptedOf(draft: Draft, ground: Ground): FitSettings | undefined {
  const settings = placeDraft(draft, ground);
  if (settings === undefined) return undefined;
  const { fits, errors } = ground.estimate(settings);
  return fits && errors.length === 0 ? settings : undefined;
}

/**
 * The first draft that fits when sacrifices are made in their order. A sacrifice is tried alone,
 * and then with the lesser ones before it; so none is made that a lesser one could stand in for,
 * and a lesser one that did not help is taken back.
 */
export function searchDrafts(
  draft: Draft,
  steps: readonly Sacrifice[],
  ground: Ground,
): FitSettings | undefined {
  const accepted = acceptedOf(draft, ground);
  if (accepted !== undefined) return accepted;
  for (const [index, step] of steps.entries()) {
    const lesser = steps.slice(0, index);
    const fits = (each: Draft): boolean => searchDrafts(each, lesser, ground) !== undefined;
    const view = { ...ground, lesser: lesser.map(({ name }) => name), fits };
    for (const each of step.drafts(draft, view)) {
      const found = searchDrafts(each, lesser, ground);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Everything is given up that can be, and it is placed as if devices had the memory. */
export function giveAllUp(draft: Draft, steps: readonly Sacrifice[], ground: Ground): FitSettings {
  const lesser = steps.map(({ name }) => name);
  const view = { ...ground, lesser, fits: undefined };
  const last = steps.reduce((given, step) => step.drafts(given, view).at(-1) ?? given, draft);
  return placeDraft(last, ground, 'come-closest') ?? last.settings;
}
