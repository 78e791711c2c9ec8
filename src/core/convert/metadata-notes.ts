import type { Problem } from '../document/problem.ts';
import { type CheckedModel, type CheckedService, sentenceAt } from './checked.ts';

const ofServer = 'the API server wrote it';

const reasons: Readonly<Record<string, string>> = {
  labels: 'labels of a document reach no pod; `podLabels` do',
  annotations: 'annotations of a document reach no pod; `podAnnotations` do',
  generateName: 'the document has a name',
  creationTimestamp: ofServer,
  deletionGracePeriodSeconds: ofServer,
  deletionTimestamp: ofServer,
  finalizers: 'nothing of llmkube is asked before an object goes away',
  generation: ofServer,
  managedFields: ofServer,
  ownerReferences: 'a release has no owner',
  resourceVersion: ofServer,
  selfLink: ofServer,
  uid: ofServer,
};

/** What is said of all that an object has beside its spec and its name. */
export function metadataNotes({
  source,
  value,
}: CheckedModel | CheckedService): readonly Problem[] {
  const own = Object.keys(value.metadata).flatMap((name) => {
    const reason = reasons[name];
    if (reason === undefined) return [];
    return [sentenceAt(source, ['metadata', name], `is dropped: ${reason}`)];
  });
  if (value.status === undefined) return own;
  return [...own, sentenceAt(source, ['status'], 'is dropped: the operator wrote it')];
}
