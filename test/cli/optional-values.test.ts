import { expect, test } from 'vitest';
import { withOptionalValues } from '../../src/cli/optional-values.ts';

test('a value that was left out is filled in, one that was given stays', () => {
  const args = ['deploy', 'qwen', '--fail-on-unschedulable', '--timeout', '5m'];
  expect(withOptionalValues(args)).toEqual([
    ...['deploy', 'qwen', '--fail-on-unschedulable=0s', '--timeout', '5m'],
  ]);
  const given = ['deploy', 'qwen', '--fail-on-unschedulable=90s'];
  expect(withOptionalValues(given)).toEqual(given);
});

test.each(['constructor', 'toString', '__proto__'])(
  'a name like `%s` is a word like others',
  (name) => {
    expect(withOptionalValues(['deploy', name])).toEqual(['deploy', name]);
  },
);

test('arguments of the engine are left alone', () => {
  const args = ['deploy', 'qwen', '--', '--fail-on-unschedulable'];
  expect(withOptionalValues(args)).toEqual(args);
});
