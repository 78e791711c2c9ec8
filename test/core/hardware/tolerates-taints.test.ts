import { expect, test } from 'vitest';
import { toleratesTaints } from '../../../src/core/hardware/tolerates-taints.ts';
import type { Resolved } from '../../../src/core/resolve/resolved.ts';

const nodeWith = (...taints: readonly object[]) => ({
  ...{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'one' } },
  spec: { taints },
});

type Tolerations = NonNullable<Resolved['pod']>['tolerations'];

const withGpu = { gpus: 1, vendor: 'nvidia' } as const;
const taint = { key: 'team', value: 'a', effect: 'NoSchedule' };

test.each<[string, object, Tolerations, boolean]>([
  ['a taint of somebody else', taint, undefined, false],
  ['one that is named after the GPUs', { key: 'nvidia.com/gpu', effect: 'NoSchedule' }, [], true],
  ['one that only puts others first', { ...taint, effect: 'PreferNoSchedule' }, [], true],
  ['one that is tolerated by its value', taint, [{ key: 'team', value: 'a' }], true],
  ['another value', taint, [{ key: 'team', value: 'b' }], false],
  ['any value', taint, [{ key: 'team', operator: 'Exists' }], true],
  ['any key', taint, [{ operator: 'Exists' }], true],
  ['another effect', taint, [{ key: 'team', value: 'a', effect: 'NoExecute' }], false],
  ['one without a value', { key: 'x', effect: 'NoExecute' }, [{ key: 'x', value: '' }], true],
])('%s', (_, each, tolerations, expected) => {
  const asked = { ...withGpu, pod: { tolerations } };
  expect(toleratesTaints(nodeWith(each), asked)).toBe(expected);
});

test('every taint has to be tolerated', () => {
  const asked = { ...withGpu, pod: { tolerations: [{ key: 'team', value: 'a' }] } };
  expect(toleratesTaints(nodeWith(taint, { key: 'y', effect: 'NoSchedule' }), asked)).toBe(false);
  expect(toleratesTaints(nodeWith(), asked)).toBe(true);
});

test('without GPUs the taint that is named after them is not tolerated', () => {
  const node = nodeWith({ key: 'nvidia.com/gpu', effect: 'NoSchedule' });
  expect(toleratesTaints(node, { gpus: 0 })).toBe(false);
});
