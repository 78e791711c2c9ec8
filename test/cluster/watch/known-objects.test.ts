import { expect, test } from 'vitest';
import { KnownObjects } from '../../../src/cluster/watch/known-objects.ts';
import type { Manifest } from '../../../src/core/manifest.ts';

function pod(name: string, resourceVersion: string, uid = `uid-${name}`): Manifest {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, uid, resourceVersion } };
}

test('a repeated event is no fact', () => {
  const known = new KnownObjects();
  expect(known.replace([pod('a', '1')])).toEqual([{ kind: 'present', object: pod('a', '1') }]);
  expect(known.take({ type: 'ADDED', object: pod('a', '1') })).toEqual([]);
  expect(known.take({ type: 'MODIFIED', object: pod('a', '2') })).toHaveLength(1);
});

test('what vanished between two lists is gone, before what is new', () => {
  const known = new KnownObjects();
  known.replace([pod('a', '1'), pod('b', '2')]);
  expect(known.replace([pod('b', '2'), pod('c', '3')])).toEqual([
    { kind: 'gone', object: pod('a', '1') },
    { kind: 'present', object: pod('c', '3') },
  ]);
});

test('an object made again under its name is gone and there', () => {
  const known = new KnownObjects();
  known.replace([pod('a', '1', 'first')]);
  expect(known.replace([pod('a', '9', 'second')]).map(({ kind }) => kind)).toEqual([
    'gone',
    'present',
  ]);
});

test('a deletion is told once, and a bookmark is nothing', () => {
  const known = new KnownObjects();
  known.replace([pod('a', '1')]);
  expect(known.take({ type: 'BOOKMARK', object: pod('', '5', '') })).toEqual([]);
  expect(known.take({ type: 'DELETED', object: pod('a', '6') })).toHaveLength(1);
  expect(known.replace([])).toEqual([]);
});
