import type { FitConfiguration } from './fit-configuration.ts';
import type { SacrificeName } from './sacrifice-name.ts';

/** What a plan is there to decide. */
type Decided =
  | 'contextLength'
  | 'gpuLayers'
  | 'tensorSplit'
  | 'splitMode'
  | 'mainGpu'
  | 'overrides'
  | 'fit';

/** What somebody wants of a model; settings that are in it were said, and are never changed. */
export interface FitWant extends Omit<FitConfiguration, Decided> {
  /** Tokens of all slots together, or as many as fit without giving anything up. */
  readonly contextLength: number | 'max';
  /** Fewer tokens than were asked for are good enough, down to these; absent for never. */
  readonly leastContext?: number;
  /** What may be given up, in this order; all of it where this is absent. */
  readonly sacrifices?: readonly SacrificeName[];
}
