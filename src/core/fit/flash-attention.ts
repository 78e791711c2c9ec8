import { architectureOf } from './architectures.ts';
import type { FitSettings } from './fit-configuration.ts';
import { deviceTraits, type FitDevice } from './fit-hardware.ts';
import { kvTypeFacts } from './kv-types.ts';
import type { ModelFacts } from './model-facts.ts';

/** Whether flash attention will be on, and the size of a head that keeps it off. */
export interface FlashAttention {
  readonly on: boolean;
  readonly unsupportedSize?: number;
}

/** Left to the engine, it is on wherever the devices have kernels for it (llama.cpp 0.7.0). */
export function flashAttentionOf(
  facts: Pick<ModelFacts, 'architecture' | 'shapes'>,
  settings: Pick<FitSettings, 'flashAttention' | 'valueType' | 'splitMode'>,
  devices: readonly FitDevice[],
): FlashAttention {
  if (settings.flashAttention !== 'auto') return { on: settings.flashAttention === 'on' };
  if (architectureOf(facts.architecture)?.noFlashAttention === true) return { on: false };
  if (kvTypeFacts(settings.valueType).quantized || settings.splitMode === 'tensor') {
    return { on: true };
  }
  const unsupportedSize = facts.shapes
    .filter(({ heads }) => heads > 0)
    .map(({ keySize }) => keySize)
    .find((size) => devices.some(({ kind }) => deviceTraits(kind).flashSizes?.has(size) === false));
  return unsupportedSize === undefined ? { on: true } : { on: false, unsupportedSize };
}
