import { expectAnswer } from './http/send-request.ts';
import { collectionPath } from './kinds.ts';
import type { Place } from './objects.ts';

/** Makes the namespace of a place, bare: whoever owns the cluster decides what belongs on it. */
export async function createNamespace(place: Place): Promise<'created' | 'existed'> {
  const { connection, namespace, signal } = place;
  const kind = { apiVersion: 'v1', kind: 'Namespace' };
  const answer = await expectAnswer(
    connection,
    {
      what: `create Namespace ${namespace}`,
      method: 'POST',
      path: collectionPath(kind, undefined),
      body: { ...kind, metadata: { name: namespace } },
      signal,
    },
    [409],
  );
  return answer.status === 409 ? 'existed' : 'created';
}
