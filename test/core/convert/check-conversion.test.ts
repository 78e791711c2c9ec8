import { expect, test } from 'vitest';
import { convertPair } from '../../support/operator/convert-pair.ts';
import { pairDocuments } from './operator-files.ts';

const problemsOf = (service: object) => {
  const converted = convertPair(pairDocuments({}, service));
  return converted.kind === 'refused' ? converted.problems : [];
};

test.each([
  [{ extraVolumeMounts: [{ name: 'a' }] }, '`spec.extraVolumeMounts[0].mountPath` is missing'],
  [
    { tolerations: [{ key: 'a', oprator: 'x' }] },
    '`spec.tolerations[0].oprator`: no field `oprator`',
  ],
  [
    { podAnnotations: { 'cli.llmkube.dev/release': 'x' } },
    '`spec.podAnnotations.cli.llmkube.dev/release` is a key that llmkube sets itself',
  ],
  [
    { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'A B', key: 'k' } } }] },
    '`spec.env[0]` is not a name of a Kubernetes object',
  ],
  [{ env: [{ name: '__proto__', value: 'x' }] }, '`spec.env[0].name` is not a name of a variable'],
])('a problem of what %j becomes is told of the field of the operator', (service, told) => {
  expect(problemsOf(service)).toEqual([expect.stringContaining(told)]);
});

test('of very many fields that are wrong as many are found as are told, and one more', () => {
  const labels = Array.from({ length: 5_000 }, (_, index) => [`a label ${index}`, 'x']);
  const problems = problemsOf({ podLabels: Object.fromEntries(labels) });
  expect(problems).toHaveLength(1001);
});
