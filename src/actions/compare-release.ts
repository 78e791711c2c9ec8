import type { PartialIntent } from '../core/intent/merge-intent.ts';
import type { Manifest } from '../core/manifest.ts';
import { forcedPathsOf, givenReplicas } from '../core/plan/forced-paths.ts';
import { liveFactsOf, overrules } from '../core/plan/live-facts.ts';
import type { Life } from '../core/plan/ownership.ts';
import { stampReleaseId } from '../core/render/render.ts';
import { type LiveFacts, type ResolveInput, resolve } from '../core/resolve/resolve.ts';
import type { Resolved } from '../core/resolve/resolved.ts';
import type { Comparison } from '../core/target.ts';
import { runtimeNamed } from '../runtimes/runtimes.ts';
import type { Ports } from './ports.ts';

/** A release with every number fixed, and what the target would make of each of its objects. */
export interface Compared {
  readonly resolved: Resolved;
  readonly comparisons: readonly Comparison[];
}

export interface CompareInput extends Omit<ResolveInput, 'live' | 'runtime' | 'given'> {
  readonly life: Life;
  readonly request: {
    readonly given: PartialIntent;
    /** The namespace is known to be missing, so nothing in it can be asked for. */
    readonly isNamespaceMissing?: boolean;
  };
}

/**
 * Resolves, renders and compares. What is live can overrule what was resolved without it, and
 * then decides: replicas that somebody set by hand stay, and a claim never shrinks.
 */
export async function compareRelease(input: CompareInput, ports: Ports): Promise<Compared> {
  const { life, request } = input;
  const runtime = runtimeNamed(input.intent.runtime.kind);
  const resolving = { ...input, runtime, given: request.given };
  const resolved = resolve({ ...resolving, live: {} });
  if (request.isNamespaceMissing === true) {
    return { resolved, comparisons: renderAll(resolved, life, ports).map(asNew) };
  }
  const comparisons = await compareObjects(resolved, input, ports);
  const live = liveFactsToKeep(comparisons, input);
  if (!overrules(live, resolved)) return { resolved, comparisons };
  if (live.replicas !== undefined && live.replicas !== resolved.replicas) {
    const message = `\`${life.release}\` was scaled to ${live.replicas} replicas outside of llmkube, which stays so`;
    ports.emit({ type: 'warning', message });
  }
  const overruled = resolve({ ...resolving, live });
  return { resolved: overruled, comparisons: await compareObjects(overruled, input, ports) };
}

// Replicas that were asked for this time beat what somebody set before.
function liveFactsToKeep(
  comparisons: readonly Comparison[],
  { life, request }: CompareInput,
): LiveFacts {
  const { replicas, ...rest } = liveFactsOf(comparisons, life);
  const isGiven = givenReplicas(request.given) !== undefined;
  return replicas === undefined || isGiven ? rest : { ...rest, replicas };
}

function asNew(desired: Manifest): Comparison {
  const verdict = { kind: 'accepted', result: desired, warnings: [] } as const;
  return { desired, live: undefined, verdict };
}

function renderAll(
  resolved: Resolved,
  { release, releaseId }: Life,
  { target }: Ports,
): readonly Manifest[] {
  const rendered = target.render(release, resolved, runtimeNamed(resolved.runtime));
  return stampReleaseId(rendered, releaseId);
}

async function compareObjects(
  resolved: Resolved,
  { life, request }: CompareInput,
  ports: Ports,
): Promise<readonly Comparison[]> {
  const comparing = renderAll(resolved, life, ports).map((manifest) =>
    ports.target.compare(manifest, { forcedPaths: forcedPathsOf(manifest.kind, request.given) }),
  );
  // Of several failures it is always the first object's that is told.
  await Promise.allSettled(comparing);
  return await Promise.all(comparing);
}
