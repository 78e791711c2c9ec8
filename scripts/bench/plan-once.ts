import { planFit } from '../../src/core/fit/plan-fit.ts';
import { factsOf, gpus } from '../../test/support/fit/plan-support.ts';

// node scripts/bench/plan-once.ts: milliseconds of the first plan of a process, and of a later one.

/** A mixture of 235 billion parameters over two GPUs that it does not fit into whole. */
const facts = factsOf('qwen3-235b-a22b');
const later = 20;
const milliseconds = Array.from({ length: later + 1 }, () => {
  const start = performance.now();
  const plan = planFit(facts, { contextLength: 32_768 }, gpus([24, 24]));
  if (plan.kind !== 'fits') throw new Error(plan.because.join('; '));
  return performance.now() - start;
});
const [first, ...others] = milliseconds;
const median = others.toSorted((a, b) => a - b)[later / 2];
process.stdout.write(JSON.stringify({ first, median }));
