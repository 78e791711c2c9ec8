import { contextShape } from './context-shape.ts';
import type { FitQuestion } from './draft.ts';
import { defaultSettings, type FitSettings } from './fit-configuration.ts';
import { flashAttentionOf } from './flash-attention.ts';
import { largestContext, mostContext } from './largest-context.ts';

/** What `--fit-ctx` of llama-server 0.7.0 never goes below by itself. */
const leastByDefault = 4096;

/** What was asked for, with what the engine would decide by itself decided; without a placement. */
export function askedSettings({ facts, want, hardware }: FitQuestion): FitSettings {
  const { contextLength, leastContext = leastByDefault, sacrifices: _, ...said } = want;
  const defaults: FitSettings = { ...defaultSettings, ...said, fit: false };
  const { slots, unified } = contextShape(facts, defaults);
  const { on } = flashAttentionOf(facts, defaults, hardware.devices);
  const settings: FitSettings = {
    ...defaults,
    ...{ slots, unified, flashAttention: on ? 'on' : 'off' },
    // What is left over is given to it when all else is known.
    promptCacheBytes: want.promptCacheBytes ?? 0,
  };
  const most = mostContext(facts, settings);
  if (contextLength !== 'max') return { ...settings, contextLength: contextLength || most };
  const fitting = largestContext(facts, settings, hardware);
  return { ...settings, contextLength: Math.max(fitting, Math.min(leastContext, most)) };
}
