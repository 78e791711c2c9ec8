import { expect, test } from 'vitest';
import { doneSoFar } from '../../src/cli/done-so-far.ts';
import type { LlmkubeEvent } from '../../src/core/events.ts';

const written = (object: string): LlmkubeEvent => ({
  type: 'objectApplied',
  object,
  action: 'create',
});
const removed = (object: string): LlmkubeEvent => ({ type: 'objectRemoved', object });

test.each([
  [[], 'no object was changed before it'],
  [[written('Service a/b')], 'before it 1 object was written'],
  [[removed('Service a/b'), removed('Deployment a/b')], 'before it 2 objects were removed'],
  [
    [written('Service a/b'), written('Deployment a/b'), removed('HorizontalPodAutoscaler a/b')],
    'before it 2 objects were written and 1 object was removed',
  ],
])('after %j it is told how far a command came', (events, sentence) => {
  const done = doneSoFar();
  for (const event of events) done.hear(event);
  expect(done.sentence()).toBe(sentence);
});

test('machines get the names of what was changed, and nothing of what was kept or planned', () => {
  const done = doneSoFar();
  done.hear(written('Service a/b'));
  done.hear({ type: 'objectKept', object: 'PersistentVolumeClaim a/b', why: 'it holds' });
  done.hear(removed('Deployment a/b'));
  expect(done.facts()).toEqual({ written: ['Service a/b'], removed: ['Deployment a/b'] });
});
