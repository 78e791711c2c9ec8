import { expect, test } from 'vitest';
import { defaultObserveOptions } from '../../../src/actions/observe-options.ts';
import { observeOptionsOf } from '../../../src/cli/flags/rollout.ts';
import { errorOf } from '../../support/error-of.ts';

const plain = {
  timeout: '30m',
  'max-restarts': 3,
  'wait-for-quota': false,
  'fail-on-unschedulable': undefined,
};

test('without a flag the rollout is watched as every verb does by default', () => {
  expect(observeOptionsOf(plain)).toEqual(defaultObserveOptions);
});

test('a time limit of 0 is none, and no room for 0 s is no room at all', () => {
  const flags = { ...plain, timeout: '0', 'fail-on-unschedulable': '0s' };
  expect(observeOptionsOf(flags)).toMatchObject({
    timeoutMilliseconds: Number.POSITIVE_INFINITY,
    unschedulableMilliseconds: 0,
  });
});

test('a bare number is refused, and the unit is offered', () => {
  const error = errorOf(() => observeOptionsOf({ ...plain, timeout: '90' }));
  expect(error).toMatchObject({
    code: 'USAGE',
    message: 'Cannot use --timeout `90`: it has no unit',
    suggestions: ['--timeout=90s'],
  });
});

test('words that are no duration are refused under the name of their flag', () => {
  const error = errorOf(() => observeOptionsOf({ ...plain, 'fail-on-unschedulable': 'soon' }));
  expect(error.message).toBe('Cannot use --fail-on-unschedulable `soon`: it is no duration');
});
