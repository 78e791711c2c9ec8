import { readRevision } from './revisions.ts';
import type { ReleaseRecord } from './schema.ts';
import { fieldOf, type ReleaseSummary, textAt } from './summary.ts';

/** What the annotation of a record says, made anew at each write. */
export function summarise({ state, intent, revisions }: ReleaseRecord): ReleaseSummary {
  return {
    revision: state.revision,
    phase: state.phase,
    model: textAt(intent.model, 'source'),
    runtime: textAt(intent.runtime, 'kind'),
    at: state.changed.at,
    by: state.changed.by,
    cli: state.changed.cli,
    ...resolvedFacts(readRevision(revisions, state.revision)?.resolved),
  };
}

// What nobody gave is decided once and stands in the newest revision; before the first there is
// nothing to say.
function resolvedFacts(resolved: unknown): Pick<ReleaseSummary, 'accelerator' | 'cache'> {
  if (resolved === undefined) return {};
  const gpus = fieldOf(resolved, 'gpus');
  const cache = fieldOf(resolved, 'cache');
  const mode = textAt(cache, 'mode') || 'release';
  const isOnHost = fieldOf(resolved, 'place') === 'host';
  return {
    // What an engine on a host computes on is the engine's own choice.
    ...(isOnHost ? {} : { accelerator: acceleratorOf(gpus) }),
    cache: mode === 'claim' ? `claim:${textAt(cache, 'claim')}` : mode,
  };
}

function acceleratorOf(gpus: unknown): string {
  return typeof gpus === 'number' && gpus > 0 ? `nvidia.com/gpu:${gpus}` : 'cpu';
}
