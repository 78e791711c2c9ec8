import type { Runtime } from '../core/runtime.ts';
import * as list from './list.ts';

/** Every runtime there is, by name. */
export const runtimes: readonly Runtime[] = Object.values(list).toSorted((one, other) =>
  one.name < other.name ? -1 : 1,
);

export function runtimeNamed(name: string): Runtime {
  const runtime = runtimes.find((candidate) => candidate.name === name);
  if (runtime === undefined) throw new RangeError(`no runtime is named ${name}`);
  return runtime;
}
