import { isSaidByWords } from './engine-arg-parts.ts';
import type { Facts } from './facts.ts';
import type { Row } from './row.ts';

export const withoutGpu = 'it had no effect without a GPU';
export const saidNothing = 'false said nothing to the engine, whose own default goes on';

/** For what says nothing unless the pod has a GPU. */
export function ofGpu(to: string): Row {
  return { drop: ({ hasGpu }) => (hasGpu ? undefined : withoutGpu), to };
}

/** A field that `extraArgs` may say too, which came after it. */
export function unlessInWords(to: string): Row {
  return {
    drop: (facts) => (isSaidByWords(facts, to) ? '`extraArgs` came after it' : undefined),
    to,
  };
}

/** A switch that the operator handed on when it was on. */
export function whenOn(read: (facts: Facts) => boolean | undefined, to: string): Row {
  return { drop: (facts) => (read(facts) === true ? undefined : saidNothing), to };
}
