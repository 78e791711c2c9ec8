import type { FitSettings } from './fit-configuration.ts';
import type { FitHardware } from './fit-hardware.ts';
import type { ModelFacts } from './model-facts.ts';

/** How much of something is on the host. */
export interface Hosted {
  readonly hosted: number;
  readonly all: number;
}

/** Layers whose experts the settings keep on the host, of those that have any. */
export function hostedExperts(
  { layers }: Pick<ModelFacts, 'layers'>,
  { overrides }: Pick<FitSettings, 'overrides'>,
): Hosted {
  const ranges = overrides.flatMap(({ class: part, target, layers: range }) =>
    part === 'experts' && target === 'host' ? [range] : [],
  );
  const withExperts = layers.flatMap(({ weights }, layer) =>
    weights.experts.file > 0 ? [layer] : [],
  );
  const isHosted = (layer: number): boolean =>
    ranges.some(({ from, to }) => layer >= from && layer < to);
  return { hosted: withExperts.filter(isHosted).length, all: withExperts.length };
}

/** Layers that the settings keep on the host although there are devices; the output is one. */
export function hostedSlots(
  { facts, hardware }: { readonly facts: Pick<ModelFacts, 'layers'>; hardware: FitHardware },
  { gpuLayers }: Pick<FitSettings, 'gpuLayers'>,
): Hosted {
  const all = facts.layers.length + 1;
  const isHost = gpuLayers < 0 || hardware.devices.length === 0;
  return { hosted: isHost ? 0 : Math.max(0, all - gpuLayers), all };
}
