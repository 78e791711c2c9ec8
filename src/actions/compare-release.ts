import type { PartialIntent } from '../core/intent/merge-intent.ts';
import type { Manifest } from '../core/manifest.ts';
import { forcedPathsOf, givenReplicas } from '../core/plan/forced-paths.ts';
import { liveFactsOf, overrules } from '../core/plan/live-facts.ts';
import type { Life } from '../core/plan/ownership.ts';
import { stampReleaseId } from '../core/render/render.ts';
import { type LiveFacts, type ResolveInput, resolve } from '../core/resolve/resolve.ts';
import { isAutoscaled } from '../core/resolve/resolve-scale.ts';
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
  const message = keptReplicas(live.replicas, { input, resolved });
  if (message !== undefined) ports.emit({ type: 'warning', message });
  const overruled = resolve({ ...resolving, live });
  return { resolved: overruled, comparisons: await compareObjects(overruled, input, ports) };
}

function keptReplicas(
  replicas: number | undefined,
  { input, resolved }: { readonly input: CompareInput; readonly resolved: Resolved },
): string | undefined {
  const { life, previous } = input;
  if (isAutoscaled(resolved) || replicas === undefined) return undefined;
  if (previous !== undefined && isAutoscaled(previous)) {
    return `\`${life.release}\` keeps ${replicas} replicas, as its autoscaler left it`;
  }
  if (replicas === resolved.replicas) return undefined;
  return `\`${life.release}\` was scaled to ${replicas} replicas outside of llmkube, which stays so`;
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
