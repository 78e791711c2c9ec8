import type { FitSettings, WeightOverride } from '../../../core/fit/fit-configuration.ts';
import type { FitHardware } from '../../../core/fit/fit-hardware.ts';
import { overridePatterns } from '../../../core/fit/server-args.ts';
import type { EngineOptions } from '../../../core/intent/runtime-schema.ts';

export interface PlannedSettings {
  /** Every value is decided. */
  readonly settings: FitSettings;
  /** What the engine does by itself, or what was said. */
  readonly asked: FitSettings;
  /** Of the model. */
  readonly layers: number;
  readonly hardware: FitHardware;
}

const mebibyte = 1024 ** 2;

/** What a plan has decided, as the block of the runtime says it. */
export function plannedOptions(planned: PlannedSettings): EngineOptions {
  const { settings, asked } = planned;
  const hasOtherCache =
    settings.keyType !== asked.keyType || settings.valueType !== asked.valueType;
  return {
    ...(isAll(planned) || settings.gpuLayers === asked.gpuLayers
      ? {}
      : { gpuLayers: settings.gpuLayers }),
    ...(hasOtherCache
      ? {
          kvCache: { key: settings.keyType, value: settings.valueType },
          // Without it the engine refuses such a cache.
          flashAttention: true,
        }
      : {}),
    ...(settings.microBatch === asked.microBatch ? {} : { microBatchSize: settings.microBatch }),
    ...(settings.opOffload === asked.opOffload ? {} : { opOffload: settings.opOffload }),
    ...(settings.overrides === asked.overrides ? {} : expertOptions(settings.overrides, planned)),
    ...(settings.promptCacheBytes === asked.promptCacheBytes
      ? {}
      : { promptCache: `${Math.floor(settings.promptCacheBytes / mebibyte)}Mi` }),
  };
}

// Which is what a pod with GPUs is told by default, and nothing to one without.
function isAll({ settings: { gpuLayers }, layers, hardware }: PlannedSettings): boolean {
  return hardware.devices.length === 0 || gpuLayers < 0 || gpuLayers >= layers;
}

function expertOptions(
  overrides: readonly WeightOverride[],
  { layers, hardware }: Pick<PlannedSettings, 'layers' | 'hardware'>,
): EngineOptions {
  const [first] = overrides;
  if (first === undefined) return {};
  const isFromStart =
    overrides.length === 1 &&
    first.class === 'experts' &&
    first.target === 'host' &&
    first.layers.from === 0;
  if (!isFromStart) return { tensorOverrides: overridePatterns(overrides, { layers, hardware }) };
  return { moe: { cpuLayers: first.layers.to >= layers ? 'all' : first.layers.to } };
}
