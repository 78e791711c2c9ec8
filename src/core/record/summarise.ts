import { defined } from '../defined.ts';
import { gpuResourceOf } from '../hardware/gpu-resource.ts';
import { readRevision } from './revisions.ts';
import type { ReleaseRecord } from './schema.ts';
import { servedAs } from './served-as.ts';
import { fieldOf, type ReleaseSummary, textAt } from './summary.ts';

/** What the annotation of a record says, made anew at each write. */
export function summarise({ state, intent, revisions }: ReleaseRecord): ReleaseSummary {
  const resolved = readRevision(revisions, state.revision)?.resolved;
  return {
    revision: state.revision,
    phase: state.phase,
    model: textAt(intent.model, 'source'),
    runtime: textAt(intent.runtime, 'kind'),
    at: state.changed.at,
    by: state.changed.by,
    cli: state.changed.cli,
    ...resolvedFacts(resolved),
    ...defined({ port: servedAs(intent, resolved).port }),
  };
}

// What nobody gave is decided once and stands in the newest revision; before the first there is
// nothing to say.
function resolvedFacts(resolved: unknown): Pick<ReleaseSummary, 'accelerator' | 'cache'> {
  if (resolved === undefined) return {};
  const cache = fieldOf(resolved, 'cache');
  const mode = textAt(cache, 'mode') || 'release';
  const isOnHost = fieldOf(resolved, 'place') === 'host';
  return {
    // What an engine on a host computes on is the engine's own choice.
    ...(isOnHost ? {} : { accelerator: acceleratorOf(resolved) }),
    cache: mode === 'claim' ? `claim:${textAt(cache, 'claim')}` : mode,
  };
}

function acceleratorOf(resolved: unknown): string {
  const gpus = fieldOf(resolved, 'gpus');
  if (typeof gpus === 'number' && gpus > 0) {
    const vendor = textAt(resolved, 'vendor');
    const gpuResource = textAt(resolved, 'gpuResource');
    return `${gpuResourceOf({ vendor, gpuResource })}:${gpus}`;
  }
  const claims = fieldOf(resolved, 'claims');
  return Array.isArray(claims) ? `claims:${claims.length}` : 'cpu';
}
