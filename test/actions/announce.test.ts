import { expect, test } from 'vitest';
import { announcer } from '../../src/actions/announce.ts';
import type { LlmkubeEvent } from '../../src/core/events.ts';
import { emptyObservation, reduce } from '../../src/core/observe/reduce.ts';
import type { Fact } from '../../src/core/target.ts';
import { deploymentFact, podFact, replicaSetFact } from '../support/facts.ts';

/** What is said of facts that come one after the other, one a second, and then of a silence. */
function saidOf(facts: readonly Fact[], silence = 0): readonly LlmkubeEvent[] {
  const events: LlmkubeEvent[] = [];
  const announce = announcer(
    { uid: 'deployment-uid', generation: 2 },
    (event) => void events.push(event),
  );
  let seen = emptyObservation;
  let now = 0;
  for (const fact of [deploymentFact({}), replicaSetFact('rs', '2'), ...facts]) {
    seen = reduce(seen, fact, now);
    announce({ fact, seen, now });
    now += 1000;
  }
  announce({ seen, now: now + silence });
  return events;
}

const pod = (shape: Parameters<typeof podFact>[1]) => podFact('a', { owner: 'rs', ...shape });

test('a cause is said once with the time that is left, however its state goes to and fro', () => {
  const failure = pod({ waiting: 'ErrImagePull', message: 'x: not found' });
  const pause = pod({ waiting: 'ImagePullBackOff', message: 'Back-off' });
  const missing = pod({ waiting: 'CreateContainerConfigError', message: 'secret "hf" not found' });
  const events = saidOf([failure, pause, failure, pause, missing]);
  expect(events).toEqual([
    { type: 'podPhaseChanged', pod: 'a', phase: 'ImageError', reason: '' },
    expect.objectContaining({
      type: 'causeSeen',
      code: 'ImageNotFound',
      pod: 'a',
      container: 'server',
    }),
    { type: 'podPhaseChanged', pod: 'a', phase: 'ConfigError', reason: '' },
    {
      type: 'causeSeen',
      code: 'ReferenceMissing',
      message: 'Secret hf does not exist',
      object: 'Secret hf',
      pod: 'a',
      container: 'server',
      endsIn: 60_000,
    },
  ]);
});

test('what is normal for a moment is said when it lasts', () => {
  const unbound = pod({
    unschedulable: '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
  });
  const types = (silence: number) => saidOf([unbound], silence).map(({ type }) => type);
  expect(types(3000)).toEqual(['podPhaseChanged']);
  expect(types(5000)).toEqual(['podPhaseChanged', 'causeSeen']);
});

test('a source of facts that is closed to this user is said', () => {
  expect(saidOf([{ kind: 'missing', of: 'Event', why: 'forbidden' }])).toEqual([
    { type: 'warning', message: 'cannot see Event: forbidden' },
  ]);
});
