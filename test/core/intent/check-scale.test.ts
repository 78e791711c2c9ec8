import { expect, test } from 'vitest';
import { mergeIntent, type PartialIntent } from '../../../src/core/intent/merge-intent.ts';
import { parseIntent } from '../../../src/core/intent/parse-intent.ts';
import { runtimes } from '../../../src/runtimes/runtimes.ts';
import { errorOf } from '../../support/error-of.ts';
import { plainIntent } from '../../support/field-changes.ts';
import { renderIntent } from '../../support/render-intent.ts';

const refused: readonly (readonly [string, PartialIntent, RegExp])[] = [
  [
    'a number beside an autoscaler',
    { scale: { replicas: 2, autoscale: { max: 3 } } },
    /`scale\.replicas` cannot be beside/,
  ],
  [
    'bounds that are swapped',
    { scale: { autoscale: { min: 4, max: 3 } } },
    /`scale\.autoscale\.max` is less than/,
  ],
  [
    'a share of no processor',
    { scale: { autoscale: { max: 3, target: { cpu: 80 } } } },
    /`scale\.autoscale\.target\.cpu` needs `resources\.cpu`/,
  ],
  [
    'a metric without a value',
    { scale: { autoscale: { max: 3, target: { metric: 'queue' } } } },
    /`scale\.autoscale\.target\.value` is missing/,
  ],
  [
    'the metric of a runtime that has none',
    { runtime: { kind: 'generic' }, scale: { autoscale: { max: 3 } } },
    /`scale\.autoscale\.target` needs `cpu`, or `metric` and `value`/,
  ],
  [
    'a name that no API of metrics can have',
    { scale: { autoscale: { max: 3, target: { metric: 'a/b', value: 1 } } } },
    /`scale\.autoscale\.target\.metric` is not the name/,
  ],
];

test.each(refused)('%s is refused with its field', (_, given, words) => {
  const error = errorOf(() => parseIntent(mergeIntent(plainIntent, given), runtimes));
  expect(error.code).toBe('INVALID_FIELD');
  expect(error.message).toMatch(words);
});

test('an autoscaler is of pods, and refused on a host', () => {
  const raw = { ...plainIntent, runtime: { kind: 'llamacpp' }, scale: { autoscale: { max: 2 } } };
  const error = errorOf(() => parseIntent(raw, runtimes, 'host'));
  expect(error.message).toContain('`scale.autoscale` has no effect on this machine');
});

test('beside an autoscaler the Deployment names no number', () => {
  const objects = renderIntent(mergeIntent(plainIntent, { scale: { autoscale: { max: 2 } } }));
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  expect(deployment?.spec).not.toHaveProperty('replicas');
  expect(objects.at(-1)).toMatchObject({
    kind: 'HorizontalPodAutoscaler',
    spec: { metrics: [{ pods: { target: { type: 'AverageValue', averageValue: '2' } } }] },
  });
});
