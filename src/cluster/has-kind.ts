import type { KindRef } from '../core/manifest.ts';
import type { Call } from './http/call.ts';
import { parseAnswer } from './http/parse-answer.ts';
import { expectAnswer } from './http/send-request.ts';
import { isAddedKind } from './kinds.ts';
import type { Place } from './objects.ts';

/** What a group of the API says of itself (APIResourceList, Kubernetes 1.37). */
interface ResourceList {
  readonly resources?: readonly { readonly kind?: string }[];
}

/**
 * Whether the cluster has objects of that kind at all, which the stock roles let everybody ask;
 * where somebody may not, it may.
 */
export async function hasKind(
  { connection, signal }: Place,
  { apiVersion, kind }: KindRef,
): Promise<boolean> {
  if (!isAddedKind({ apiVersion, kind })) return true;
  const call: Call = {
    what: `look for the kind ${kind}`,
    method: 'GET',
    path: `/apis/${apiVersion}`,
    signal,
  };
  const answer = await expectAnswer(connection, call, [403, 404]);
  if (answer.status >= 300) return answer.status === 403;
  const { resources = [] } = parseAnswer<ResourceList>(connection.access, call, answer);
  return resources.some((resource) => resource.kind === kind);
}
