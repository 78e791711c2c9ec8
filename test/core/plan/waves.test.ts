import { expect, test } from 'vitest';
import type { Change } from '../../../src/core/plan/plan.ts';
import { wavesOf } from '../../../src/core/plan/waves.ts';
import { readGoldens } from '../../support/golden/goldens.ts';
import { objectsOf } from '../../support/golden/pipeline.ts';
import { readSpec } from '../../support/golden/render-golden.ts';

const kinds: ReadonlySet<string> = new Set(
  readGoldens()
    .filter(({ place }) => place === 'pod')
    .flatMap(({ spec, place }) => objectsOf(readSpec(spec, place)))
    .map(({ kind }) => kind),
);

const waves = wavesOf([...kinds].map(changeOf)).map((wave) =>
  wave.map(({ object }) => object.kind),
);

function changeOf(kind: string): Change {
  const object = { apiVersion: 'v1', kind, name: 'a' };
  const desired = { apiVersion: 'v1', kind, metadata: { name: 'a' } };
  return {
    ...{ action: 'create', object, desired, live: undefined },
    ...{ paths: [], restarts: false, warnings: [] },
  };
}

const waveOf = (kind: string) => waves.findIndex((wave) => wave.includes(kind));

test.each([
  ['Deployment', 'CronJob', 'it changes what is there'],
  ['ConfigMap', 'Deployment', 'pods mount it'],
  ['PersistentVolumeClaim', 'Deployment', 'pods mount it'],
  ['NetworkPolicy', 'Deployment', 'pods are never open'],
  ['Service', 'Deployment', 'its name resolves when pods start'],
  ['Deployment', 'HorizontalPodAutoscaler', 'it scales what is there'],
  ['Deployment', 'ScaledObject', 'it scales what is there'],
])('a %s is there before a %s: %s', (first, second) => {
  expect([...kinds]).toEqual(expect.arrayContaining([first, second]));
  expect(waveOf(first)).toBeLessThan(waveOf(second));
});
