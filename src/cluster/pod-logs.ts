import type { LogRequest } from '../core/target.ts';
import { expectAnswer } from './http/send-request.ts';
import { objectPath } from './kinds.ts';
import type { Place } from './objects.ts';

// Enough for hundreds of lines; one endless line must not fill the memory.
const byteLimit = 2 * 1024 * 1024;

/** The beginning of a log is news to nobody: a node that does not answer is not waited for. */
const atOnce = { headersLimit: 3000, isRepeatable: false, retriesAnswers: false } as const;

/**
 * The last lines of one container, or the first ones. Empty when there is no log to read: the pod
 * is gone, the container has not started (400) or has no previous run (400 as well).
 */
export async function readPodLog(place: Place, request: LogRequest): Promise<string> {
  const { connection, namespace, signal } = place;
  const { pod, container, tailLines, previous = false } = request;
  const answer = await expectAnswer(
    connection,
    {
      what: `read the log of container ${container} of Pod ${namespace}/${pod}`,
      method: 'GET',
      path: `${objectPath({ apiVersion: 'v1', kind: 'Pod', name: pod }, namespace)}/log`,
      query: {
        container,
        ...(tailLines === undefined ? {} : { tailLines: String(tailLines) }),
        limitBytes: String(byteLimit),
        ...(previous ? { previous: 'true' } : {}),
      },
      accept: '*/*',
      signal,
      ...(tailLines === undefined ? atOnce : {}),
    },
    [400, 404],
  );
  return answer.status < 300 ? answer.body : '';
}
