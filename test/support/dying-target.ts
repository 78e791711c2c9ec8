import type { Target } from '../../src/core/target.ts';
import type { MemoryTarget } from './memory-target.ts';

export interface DyingTarget {
  readonly target: MemoryTarget;
  /** How many calls came in all. */
  readonly calls: () => number;
}

export interface Death {
  /** The number of the call at which it happens, from 0; none: the process lives. */
  readonly atCall?: number;
  /** Whether that call still takes effect: only its answer is lost. */
  readonly isCallDone?: boolean;
}

/** The same target to a process that is killed: nothing it does from then on has an effect. */
export function dyingTarget(
  whole: MemoryTarget,
  { atCall = Number.POSITIVE_INFINITY, isCallDone = false }: Death = {},
): DyingTarget {
  let calls = 0;
  const mortal =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const number = calls;
      calls += 1;
      if (number === atCall && isCallDone) await call(...args);
      if (number >= atCall) throw new Error('The process was killed');
      return await call(...args);
    };
  const methods = {
    readRecord: mortal(whole.readRecord),
    commitRecord: mortal(whole.commitRecord),
    removeRecord: mortal(whole.removeRecord),
    compare: mortal(whole.compare),
    apply: mortal(whole.apply),
    read: mortal(whole.read),
    remove: mortal(whole.remove),
  } satisfies Partial<Target>;
  return { target: { ...whole, ...methods }, calls: () => calls };
}
