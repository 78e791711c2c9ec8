import type { CacheBytes } from './cache-bytes.ts';
import type { ContextShape } from './context-shape.ts';
import type { EstimateLine } from './place-estimate.ts';
import type { DevicePlace } from './placement.ts';

export interface DeviceParts {
  readonly weights: number;
  readonly cache: CacheBytes;
  readonly compute: number;
  /** Of the largest matrix that is copied from the host to be multiplied here. */
  readonly opOffload: number;
}

/** The lines of one device. */
export function deviceLines(
  { layers, hasOutput }: DevicePlace,
  { weights, cache, compute, opOffload }: DeviceParts,
  context: ContextShape,
): EstimateLine[] {
  const count = Math.max(0, layers.to - layers.from);
  const output = hasOutput ? ' and the output' : '';
  return [
    { what: 'weights', bytes: weights, exact: true, why: `${count} layers${output}` },
    { what: 'kv', bytes: cache.kv, exact: true, why: `${context.tokens} tokens` },
    { what: 'state', bytes: cache.state, exact: true, why: `${context.slots} slots` },
    {
      what: 'compute',
      bytes: compute,
      exact: false,
      why: `batches of ${context.microBatch} tokens`,
    },
    {
      what: 'op-offload',
      bytes: opOffload,
      exact: false,
      why: 'the largest matrix of the host is copied here for large batches',
    },
  ];
}
