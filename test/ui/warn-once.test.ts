import { expect, test } from 'vitest';
import type { LlmkubeEvent } from '../../src/core/events.ts';
import { warnOnce } from '../../src/ui/reporter.ts';

test('a warning is told once, whoever tells it again, and other events always', () => {
  const told: LlmkubeEvent[] = [];
  const reporter = warnOnce({
    emit: (event) => told.push(event),
    rest: async () => {},
    end: async () => {},
  });
  const removed = { type: 'objectRemoved', object: 'a' } as const;
  const [one, two] = ['one', 'two'].map((message) => ({ type: 'warning', message }) as const);
  for (const event of [one, removed, two, one, removed, two]) if (event) reporter.emit(event);
  expect(told).toEqual([one, removed, two, removed]);
});
