import { greatestWhere } from './bisect.ts';
import { contextShape } from './context-shape.ts';
import { groundOf } from './draft.ts';
import { defaultSettings, type FitConfiguration, type FitSettings } from './fit-configuration.ts';
import type { FitHardware } from './fit-hardware.ts';
import type { ModelFacts } from './model-facts.ts';
import { placeDraft } from './place-draft.ts';
import { contextStepOf } from './sacrifices.ts';

/** Where the file does not say what the model was trained with. */
const unknownTrained = 1024 ** 2;

/** Tokens that the slots can use together: what the model was trained with, of each cache. */
export function mostContext(facts: ModelFacts, settings: FitSettings): number {
  return (facts.trainedContext || unknownTrained) * contextShape(facts, settings).streams;
}

/**
 * The most tokens of all slots together for which everything fits with all layers on devices, a
 * multiple of 256 for each cache unless it is all that the model was trained with; 0 where not
 * even one multiple fits. A placement that the configuration has is kept.
 */
export function largestContext(
  facts: ModelFacts,
  configuration: FitConfiguration,
  hardware: FitHardware,
): number {
  const settings: FitSettings = { ...defaultSettings, ...configuration };
  const step = contextStepOf({ facts }, settings);
  const cap = mostContext(facts, settings);
  const ground = groundOf({ facts, hardware, want: { contextLength: cap } }, settings);
  const fits = (steps: number): boolean => {
    const asked = { ...settings, contextLength: Math.min(steps * step, cap) };
    const draft = { settings: asked, hostsExperts: false, hostsLayers: false };
    const placed = hasPlacement(configuration) ? asked : placeDraft(draft, ground);
    if (placed === undefined) return false;
    const { fits: hasRoom, errors } = ground.estimate(placed);
    return hasRoom && errors.length === 0;
  };
  const found = greatestWhere(1, Math.ceil(cap / step), fits);
  return found === undefined ? 0 : Math.min(found * step, cap);
}

function hasPlacement(configuration: FitConfiguration): boolean {
  const { gpuLayers = -1, tensorSplit = [], splitMode = 'layer', overrides = [] } = configuration;
  return gpuLayers >= 0 || tensorSplit.length > 0 || splitMode !== 'layer' || overrides.length > 0;
}
