import { expect, test } from 'vitest';
import type { CauseCode } from '../../../src/core/observe/cause-codes.ts';
import { causes, limitsOf } from '../../../src/core/observe/causes.ts';
import { emptyObservation, reduce } from '../../../src/core/observe/reduce.ts';
import { defaultTolerance } from '../../../src/core/observe/tolerance.ts';
import { type Verdict, verdictOf } from '../../../src/core/observe/verdict.ts';
import type { Fact } from '../../../src/core/target.ts';
import { causeScripts } from '../../support/cause-scripts.ts';
import { deploymentFact, replicaSetFact } from '../../support/facts.ts';

const awaited = { uid: 'deployment-uid', generation: 2 };
const halfAnHour = 30 * 60_000;

const rows = Object.entries(causeScripts).map(([code, [script, words]]) => {
  const limits = limitsOf(code as CauseCode, defaultTolerance);
  return { code: code as CauseCode, script, words, ...limits };
});

test.each(rows)('$code is seen at once and in words', ({ code, script, words }) => {
  const { findings } = observed(script(1), 0);
  expect(findings.map(({ cause }) => cause.code)).toEqual([code]);
  expect(findings[0]?.cause.message).toMatch(words);
  expect(findings[0]?.cause.message).not.toMatch(/\p{Cc}/u);
});

const final = rows.filter(({ graceMilliseconds }) => graceMilliseconds < Number.POSITIVE_INFINITY);

test.each(final)(
  '$code ends a rollout after $attempts times and $graceMilliseconds ms, and not before',
  ({ code, script, attempts, graceMilliseconds }) => {
    const enough = script(attempts);
    expect(judge(enough, graceMilliseconds)).toMatchObject({
      kind: 'failed',
      finding: { cause: { code } },
    });
    if (graceMilliseconds > 0) expect(judge(enough, graceMilliseconds - 1).kind).toBe('pending');
    if (attempts > 1) expect(judge(script(attempts - 1), halfAnHour).kind).toBe('pending');
  },
);

const passing = rows.filter(
  ({ graceMilliseconds }) => graceMilliseconds === Number.POSITIVE_INFINITY,
);

test.each(passing)('$code never ends a rollout by itself', ({ script }) => {
  expect(judge(script(100), 1000 * halfAnHour)).toEqual({ kind: 'pending' });
});

test('restarts, quotas and room are borne as the user says', () => {
  const crash = causeScripts.Crash[0];
  expect(judge(crash(1), 0, { maxRestarts: 0 }).kind).toBe('failed');
  expect(judge(crash(5), 0, { maxRestarts: 5 }).kind).toBe('pending');
  expect(judge(causeScripts.QuotaExceeded[0](1), halfAnHour, { waitForQuota: true }).kind).toBe(
    'pending',
  );
  const room = { unschedulableMilliseconds: 90_000 };
  expect(judge(causeScripts.Unschedulable[0](1), 89_999, room).kind).toBe('pending');
  expect(judge(causeScripts.Unschedulable[0](1), 90_000, room).kind).toBe('failed');
});

test('every cause says what to do about it', () => {
  for (const { remedy } of Object.values(causes)) expect(remedy).toMatch(/^[A-Z].*\.$/);
});

function observed(facts: readonly Fact[], since: number) {
  const before = [deploymentFact({}), replicaSetFact('rs', '2')].filter(
    ({ object }) =>
      !facts.some((fact) => fact.kind === 'present' && fact.object.kind === object.kind),
  );
  const owned = facts.map(ofNewest);
  return [...before, ...owned].reduce((all, fact) => reduce(all, fact, since), emptyObservation);
}

function judge(facts: readonly Fact[], now: number, changes = {}): Verdict {
  const tolerance = { ...defaultTolerance, ...changes };
  return verdictOf(observed(facts, 0), { ...awaited, tolerance }, now);
}

function ofNewest(fact: Fact): Fact {
  if (fact.kind !== 'present' || fact.object.kind !== 'Pod') return fact;
  const ownerReferences = [{ kind: 'ReplicaSet', name: 'rs', uid: 'rs' }];
  return {
    ...fact,
    object: { ...fact.object, metadata: { ...fact.object.metadata, ownerReferences } },
  };
}
