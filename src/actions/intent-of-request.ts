import { mergeIntent, type PartialIntent } from '../core/intent/merge-intent.ts';
import { parseIntent } from '../core/intent/parse-intent.ts';
import type { Intent, Place } from '../core/intent/schema.ts';
import type { StoredRecord } from '../core/target.ts';
import { runtimes } from '../runtimes/runtimes.ts';
import type { DeployRequest, NamedModel } from './prepare-plan.ts';

export interface Asking {
  readonly request: Pick<DeployRequest, 'id' | 'given' | 'isWhole'>;
  readonly stored: StoredRecord | undefined;
  readonly asked: NamedModel | undefined;
}

/** The kind of the runtime where nobody says one. */
export const assumedRuntime = 'llamacpp';

/** All that is wanted of a release: what was said before, what a model brings and what is given. */
export function intentOfRequest({ request, stored, asked }: Asking, place: Place): Intent {
  if (request.isWhole === true) return parseIntent(request.given, runtimes, place);
  const base = stored?.record.intent ?? {
    model: { id: request.id },
    runtime: { kind: assumedRuntime },
  };
  // Only beside what the catalog says: a field that goes away must not be lost on the way.
  const given = asked === undefined ? request.given : mergeIntent(asked.intent, request.given);
  return parseIntent(mergeIntent(base, given as PartialIntent), runtimes, place);
}
