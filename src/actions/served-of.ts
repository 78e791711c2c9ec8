import { defined } from '../core/defined.ts';
import { readRevision } from '../core/record/revisions.ts';
import type { ReleaseRecord } from '../core/record/schema.ts';
import { type Served, servedAs } from '../core/record/served-as.ts';
import { textAt } from '../core/record/summary.ts';
import { servedWeights } from '../core/render/weights.ts';
import { resolvedSchema } from '../core/resolve/resolved.ts';
import { runtimes } from '../runtimes/runtimes.ts';

/** How clients meet a release, with what its engine does in its own way. */
export function servedOf(intent: Readonly<Record<string, unknown>>, resolved?: unknown): Served {
  const kind = textAt(intent.runtime, 'kind');
  const runtime = runtimes.find(({ name }) => name === kind);
  // What a later version has resolved may be of another form.
  const known = resolvedSchema.safeParse(resolved).data;
  const isNamedByWeights = runtime?.isNamedByWeights === true && known !== undefined;
  return {
    ...servedAs(intent, resolved),
    ...defined({
      unprovable: runtime?.unprovable,
      answersAs: isNamedByWeights ? servedWeights(known) : undefined,
    }),
  };
}

/** The same of a release that is there. */
export function servedOfRecord({ intent, revisions, state }: ReleaseRecord): Served {
  return servedOf(intent, resolvedOf({ revisions, state }));
}

/** What the newest revision of a release fixed. */
export function resolvedOf({
  revisions,
  state,
}: Pick<ReleaseRecord, 'revisions' | 'state'>): unknown {
  return readRevision(revisions, state.revision)?.resolved;
}
