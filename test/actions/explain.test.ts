import { expect, test } from 'vitest';
import { explain } from '../../src/actions/explain.ts';
import { explainText } from '../../src/ui/explain-text.ts';
import { errorOf } from '../support/error-of.ts';

test('an unknown field is answered with commands that a shell takes as they are', () => {
  expect(errorOf(() => explain('runtime.envFrom[0].secrt'))).toMatchObject({
    code: 'FIELD_UNKNOWN',
    facts: { field: 'runtime.envFrom[0].secrt' },
    suggestions: [
      "llmkube explain 'spec.runtime.envFrom[].secret'",
      'llmkube explain spec.runtime.env.NAME.secret',
      'llmkube explain spec.model.s3.secret',
    ],
  });
});

test('a field inside of what Kubernetes describes is answered with the type', () => {
  expect(errorOf(() => explain('pod.affinity.nodeAffinity'))).toMatchObject({
    code: 'FIELD_UNKNOWN',
    message:
      'Cannot explain `pod.affinity.nodeAffinity`: what is inside of `spec.pod.affinity` is of the type Affinity of Kubernetes',
    suggestions: ['llmkube explain spec.pod.affinity'],
  });
});

test('the text names the type of Kubernetes and the fields of items', () => {
  const text = explainText(explain('pod.volumes'));
  expect(text).toMatch(/^Kubernetes +Volume$/m);
  expect(text).toMatch(/^Fields +name$/m);
});
