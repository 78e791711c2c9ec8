import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateMemory } from '../../../src/core/fit/estimate-memory.ts';
import { freeFor, type RunningEngine } from '../../../src/core/fit/free-for.ts';

const gibibyte = 1024 ** 3;

test('the estimate is the file, 512 MiB, and 128 KiB for each token', () => {
  expect(estimateMemory({ fileBytes: gibibyte, contextLength: 8192 })).toBe(2.5 * gibibyte);
  expect(estimateMemory({ fileBytes: 0, contextLength: 0 })).toBe(gibibyte / 2);
});

test('without engines all that is available is free', () => {
  expect(freeFor(8 * gibibyte, [])).toBe(8 * gibibyte);
});

test('mapped weights of a running engine are not free, what it has allocated is counted once', () => {
  const running = [{ estimatedBytes: 5 * gibibyte, anonymousBytes: gibibyte }];
  expect(freeFor(8 * gibibyte, running)).toBe(4 * gibibyte);
});

const bytes = fc.nat({ max: 2 ** 40 });
const engine: fc.Arbitrary<RunningEngine> = fc.record({
  estimatedBytes: bytes,
  anonymousBytes: bytes,
});

test('what is free is never less than nothing and never more than what is available', () => {
  fc.assert(
    fc.property(bytes, fc.array(engine), (available, running) => {
      const free = freeFor(available, running);
      expect(free).toBeGreaterThanOrEqual(0);
      expect(free).toBeLessThanOrEqual(available);
    }),
  );
});

test('an engine more never frees anything, and the order of engines does not matter', () => {
  fc.assert(
    fc.property(bytes, fc.array(engine), engine, (available, running, another) => {
      expect(freeFor(available, [...running, another])).toBeLessThanOrEqual(
        freeFor(available, running),
      );
      expect(freeFor(available, [...running].reverse())).toBe(freeFor(available, running));
    }),
  );
});

test('an engine that has loaded changes nothing: what it takes was kept for it', () => {
  fc.assert(
    fc.property(bytes, bytes, bytes, (available, estimatedBytes, taken) => {
      fc.pre(taken <= estimatedBytes && taken <= available);
      const before = freeFor(available, [{ estimatedBytes, anonymousBytes: 0 }]);
      const after = freeFor(available - taken, [{ estimatedBytes, anonymousBytes: taken }]);
      expect(after).toBe(before);
    }),
  );
});
