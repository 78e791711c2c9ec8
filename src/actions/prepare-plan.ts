import { canonicalJson } from '../core/canon/canonical.ts';
import type { CatalogChoice } from '../core/catalog/find-model.ts';
import { modelChosen } from '../core/catalog/model-chosen.ts';
import type { PartialIntent } from '../core/intent/merge-intent.ts';
import type { Intent } from '../core/intent/schema.ts';
import type { Manifest } from '../core/manifest.ts';
import { makePlan } from '../core/plan/make-plan.ts';
import type { Life } from '../core/plan/ownership.ts';
import { hasChanges, type Plan } from '../core/plan/plan.ts';
import type { ClusterProfile } from '../core/profile/cluster-profile.ts';
import { readRevision } from '../core/record/revisions.ts';
import { type Resolved, resolvedSchema } from '../core/resolve/resolved.ts';
import { placeOf, type StoredRecord } from '../core/target.ts';
import { didYouMean } from '../core/text/did-you-mean.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { runtimeNamed } from '../runtimes/runtimes.ts';
import { type Named, otherSpelling } from './check-spelling.ts';
import { type Compared, compareRelease } from './compare-release.ts';
import { type FitAsking, fitRelease } from './fit-release.ts';
import { intentOfRequest } from './intent-of-request.ts';
import { missingReferences } from './missing-references.ts';
import type { Ports } from './ports.ts';
import { settledChoice } from './settled-choice.ts';
import { sourceFacts } from './source-facts.ts';
import { signingFor, storeToSignFor } from './store-to-sign-for.ts';
import { targetFlag } from './target-words.ts';
import { warnOfOtherSize } from './warn-of-other-size.ts';

export interface DeployRequest extends Named {
  /** Only the fields that were given this time. */
  readonly given: PartialIntent;
  /** What a release that is not there yet is made of, unless `given` says it. */
  readonly asked?: NamedModel;
  /** `given` is all that is wanted: what was said before and is not in it goes away. */
  readonly isWhole?: boolean;
  /** What is known of the cluster, where somebody has looked. */
  readonly profile?: ClusterProfile | undefined;
  /** Models of the catalog that the name may have meant. */
  readonly near?: readonly string[];
  /** The verb that asks, as its sentences name it; `deploy` by default. */
  readonly verb?: 'deploy' | 'scale' | 'apply';
  /** The newest revision stays what it is, because nothing that it holds changes. */
  readonly keepsRevision?: boolean;
  /** The namespace is known to be missing, so nothing in it can be asked for. */
  readonly isNamespaceMissing?: boolean;
}

/** A model that the command names where a release of that name would go first. */
export interface NamedModel {
  readonly intent: PartialIntent;
  /** Where the catalog has chosen it. */
  readonly choice?: CatalogChoice;
  /** It cannot be meant as the name of a release: the release serves it from now on. */
  readonly isExplicit?: boolean;
}

/** What was asked for, as in "Cannot deploy `qwen`". */
export function describeRequest({ verb = 'deploy', release }: DeployRequest): string {
  return `${verb} \`${release}\``;
}

/** All that is decided before the first write. */
export interface Prepared {
  readonly request: DeployRequest;
  readonly stored: StoredRecord | undefined;
  readonly releaseId: string;
  readonly intent: Intent;
  readonly resolved: Resolved;
  readonly manifests: readonly Manifest[];
  readonly plan: Plan;
  /** Nothing has to be written, not even the record. */
  readonly isSettled: boolean;
}

/** Reads, resolves, renders and compares; writes nothing. */
export async function preparePlan(request: DeployRequest, ports: Ports): Promise<Prepared> {
  const stored = await ports.target.readRecord(request.release);
  refuseOtherSpelling(request, stored);
  const place = placeOf(ports.target.address);
  const isExplicit = request.asked?.isExplicit === true;
  const asked = stored === undefined || isExplicit ? request.asked : undefined;
  if (stored === undefined && !hasSource(request, asked)) throw nothingOfThatName(request, ports);
  // A positional that can be a name and a model is a model only where nothing has that name.
  const intent = intentOfRequest({ request, stored, asked }, place);
  const previous = newestResolved(stored);
  // A first deploy that was interrupted has left an intent and nothing that was fixed.
  const isChosen =
    previous === undefined || (isExplicit && previous.model.source !== intent.model.source);
  const choice = isChosen ? settledChoice(request, intent) : undefined;
  if (choice !== undefined) ports.emit(modelChosen(choice));
  const signsFor = storeToSignFor(request.given, { place, intent });
  const source = await sourceFacts({ intent, previous, place, signsFor }, ports);
  warnOfOtherSize(choice, source, ports);
  const life = {
    release: request.release,
    releaseId: stored?.record.state.releaseId ?? ports.randomId(),
  };
  const before = stored === undefined ? {} : { before: stored.record.intent };
  const { profile } = request;
  const recommended = choice?.settings;
  const known = { intent, previous, ...before, source, place, profile, recommended };
  const fit = await fitRelease(fitAsking(request, known, ports), signingFor(signsFor, ports));
  const resolving = { ...known, ...fit };
  const compared = await compareRelease({ ...resolving, request, life }, ports);
  const plan = await judge(compared, { life, stored }, ports);
  const isSettled = isSame(intent, stored) && !hasChanges(plan) && isClear(plan);
  const manifests = compared.comparisons.map(({ desired }) => desired);
  return {
    request,
    stored,
    releaseId: life.releaseId,
    intent,
    resolved: compared.resolved,
    manifests,
    plan,
    isSettled,
  };
}

// Before anything is compared: where a namespace is missing it is made for that.
function fitAsking(
  request: DeployRequest,
  known: Omit<FitAsking['resolving'], 'runtime' | 'given'>,
  { target }: Ports,
): FitAsking {
  const runtime = runtimeNamed(known.intent.runtime.kind);
  return {
    resolving: { ...known, runtime, given: request.given },
    name: request.release,
    what: describeRequest(request),
    nodes: (labels) => target.nodes(labels),
  };
}

async function judge(
  { resolved, comparisons }: Compared,
  { life, stored }: { readonly life: Life; readonly stored: StoredRecord | undefined },
  { target }: Ports,
): Promise<Plan> {
  const plan = makePlan({
    ...life,
    namespace: target.address.namespace,
    comparisons,
    inventory: stored?.record.state.inventory ?? [],
  });
  const missing = await missingReferences(resolved, target);
  return missing.length === 0 ? plan : { ...plan, refusals: [...missing, ...plan.refusals] };
}

function isClear({ refusals, terminating }: Plan): boolean {
  return refusals.length + terminating.length === 0;
}

// A record whose last change did not finish is written again even when no object differs.
function isSame(intent: Intent, stored: StoredRecord | undefined): boolean {
  if (stored === undefined) return false;
  const { state, intent: before } = stored.record;
  return (
    state.phase === 'deployed' &&
    state.pending === undefined &&
    canonicalJson(before) === canonicalJson(intent)
  );
}

function hasSource({ given }: DeployRequest, asked: NamedModel | undefined): boolean {
  return asked !== undefined || Reflect.get(Object(given.model), 'source') !== undefined;
}

function nothingOfThatName(
  { id, release, near = [] }: DeployRequest,
  { target }: Pick<Ports, 'target'>,
): LlmkubeError {
  const flag = targetFlag(target.address);
  return new LlmkubeError(
    'MODEL_NOT_FOUND',
    `Cannot deploy \`${id}\`: neither a release nor a model of the catalog has that name, and no --source says where its weights are${didYouMean(near)}`,
    {
      facts: { release, field: 'model.source', ...(near.length === 0 ? {} : { near }) },
      suggestions: [
        ...near.map((name) => `llmkube deploy ${name} ${flag}`),
        'llmkube catalog list',
        `llmkube deploy ${id} --source <source> ${flag}`,
      ].slice(0, 3),
    },
  );
}

// Two spellings that fold to one name are two models to their users: the second would quietly
// replace the first.
function refuseOtherSpelling(request: DeployRequest, stored: StoredRecord | undefined): void {
  const known = otherSpelling(request, stored);
  if (known === undefined) return;
  throw new LlmkubeError(
    'NAME_TAKEN',
    `Cannot deploy \`${request.id}\`: its name \`${request.release}\` belongs to \`${known}\``,
    { facts: { release: request.release, existing: known } },
  );
}

function newestResolved(stored: StoredRecord | undefined): Resolved | undefined {
  if (stored === undefined) return undefined;
  const { revisions, state } = stored.record;
  if (state.revision === 0) return undefined;
  const revision = readRevision(revisions, state.revision);
  const resolved = resolvedSchema.safeParse(revision?.resolved).data;
  if (resolved !== undefined) return resolved;
  // Fixing every number anew would restart pods although nobody asked for it.
  throw new LlmkubeError(
    'RECORD_UNREADABLE',
    `Cannot read the record of release \`${stored.record.release}\`: revision ${state.revision} is damaged or missing`,
    { facts: { release: stored.record.release, revision: state.revision } },
  );
}
