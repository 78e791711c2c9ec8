import { expect, test } from 'vitest';
import { joinText, pairOf } from './operator-files.ts';

const spread = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
const labelSelector = { matchLabels: { team: 'a' } };

const notesOf = (...topologySpreadConstraints: readonly object[]) =>
  joinText(pairOf({}, { topologySpreadConstraints })).notes.join('\n');

test('that pods are spread which were not is told', () => {
  const told = '`spec.topologySpreadConstraints`: counted no pods where it had no `labelSelector`';
  expect(notesOf({ ...spread, labelSelector }, spread)).toContain(told);
  expect(notesOf({ ...spread, labelSelector })).not.toContain('labelSelector');
});
