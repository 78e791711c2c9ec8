import { type Estimate, estimator } from './estimate.ts';
import type { FitConfiguration, FitSettings } from './fit-configuration.ts';
import type { FitHardware } from './fit-hardware.ts';
import type { FitWant } from './fit-want.ts';
import type { ModelFacts } from './model-facts.ts';
import { type SearchDevice, searchDevices } from './search-devices.ts';

/** What a plan is asked for. */
export interface FitQuestion {
  readonly facts: ModelFacts;
  readonly want: FitWant;
  readonly hardware: FitHardware;
}

/** What a search goes by, the same for all that it tries. */
export interface Ground extends FitQuestion {
  /** The memory of the model on this hardware. */
  readonly estimate: (configuration: FitConfiguration) => Estimate;
  readonly devices: readonly SearchDevice[];
  /** Bytes for computing that are known already. */
  readonly known: Map<string, number>;
}

/** Begins a search; `settings` are those that were asked for. */
export function groundOf(question: FitQuestion, settings: FitConfiguration): Ground {
  const estimate = estimator(question.facts, question.hardware);
  const devices = searchDevices(question.hardware, settings, estimate);
  return { ...question, estimate, devices, known: new Map() };
}

/** A way to run a model whose layers have no places yet. */
export interface Draft {
  /** The placement in it is not looked at. */
  readonly settings: FitSettings;
  /** Experts may stay on the host: of as few layers as possible. */
  readonly hostsExperts: boolean;
  /** Layers may stay on the host: as few as possible. */
  readonly hostsLayers: boolean;
}
