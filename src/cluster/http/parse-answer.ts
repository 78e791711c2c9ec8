import type { Access } from '../kubeconfig/access.ts';
import type { Call } from './call.ts';
import type { HttpAnswer } from './connection.ts';
import { toError } from './to-error.ts';

/** Reads a successful answer as JSON; a login page with status 200 is a fault of the cluster. */
export function parseAnswer<Shape>(
  access: Access,
  call: Pick<Call, 'what'>,
  { status, body }: Pick<HttpAnswer, 'status' | 'body'>,
): Shape {
  try {
    return JSON.parse(body);
  } catch {
    // The error names the status and the server; the text itself may be anybody's.
    throw toError(access, call, { kind: 'answered', answer: { status, body: '' } });
  }
}
