import type { CatalogSettings } from '../catalog/catalog-settings.ts';
import { defined } from '../defined.ts';
import type { PartialIntent } from '../intent/merge-intent.ts';
import { optionsOf } from '../intent/runtime-schema.ts';
import type { Intent, Place } from '../intent/schema.ts';
import type { ClusterProfile } from '../profile/cluster-profile.ts';
import type { Runtime } from '../runtime.ts';
import { parseSource } from '../source/parse-source.ts';
import type { SourceFacts } from '../source/source-facts.ts';
import { type WeightsForm, weightsFormOf } from '../source/weights-form.ts';
import { canonicalQuantity, parseBytesQuantity } from '../text/quantity.ts';
import { resolveAccelerator } from './resolve-accelerator.ts';
import { hasSameFiles, resolveFiles } from './resolve-files.ts';
import { resolveModel } from './resolve-model.ts';
import { resolveRecommended } from './resolve-recommended.ts';
import { resolveStrategy } from './resolve-rollout.ts';
import { isOfStore, withKeys } from './resolve-s3.ts';
import { resolveScale } from './resolve-scale.ts';
import { sizesOf } from './resolve-weights.ts';
import type { Resolved } from './resolved.ts';
import type { ResolvedFit } from './resolved-fit.ts';

/** What is there already and must not get smaller or be started by accident. */
export interface LiveFacts {
  /** Bytes that the release's claim has or asks for. */
  readonly claimBytes?: number;
  /** Replicas that somebody set, by hand or by an autoscaler. */
  readonly replicas?: number;
}

export interface ResolveInput {
  readonly intent: Intent;
  /** What the newest revision fixed. */
  readonly previous: Resolved | undefined;
  /** The intent that it was fixed for: what somebody said there and says no more is not kept. */
  readonly before?: Readonly<Record<string, unknown>>;
  /** Needed only when `needsSourceFacts` says so. */
  readonly source: SourceFacts;
  readonly live: LiveFacts;
  /** Who is to run it, by default a pod. */
  readonly place?: Place;
  /** What is known of the cluster, where somebody has looked. */
  readonly profile?: ClusterProfile | undefined;
  /** What the catalog recommends for the model that it has chosen, when a release first gets it. */
  readonly recommended?: CatalogSettings | undefined;
  /** Only the fields that were given this time: what was taken away is seen nowhere else. */
  readonly given?: PartialIntent;
  /** How the weights lie in memory, where that was computed. */
  readonly fit?: ResolvedFit | undefined;
  /** Tokens that the model was trained with, where its header was read. */
  readonly trainedContext?: number | undefined;
  /** Has the images of releases that name none, and knows what its arguments say. */
  readonly runtime: Pick<
    Runtime,
    | 'images'
    | 'name'
    | 'isSaid'
    | 'fieldWords'
    | 'metrics'
    | 'weights'
    | 'knowsContext'
    | 'listening'
  >;
}

const gibibyte = 1024 ** 3;
/** No model is given more tokens than these where nobody has asked for them. */
const defaultContextLength = 8192;
/** One claim for many models. */
const sharedCacheBytes = 100 * gibibyte;

/** Tells whether the source must be asked: only when what depends on it is not fixed yet. */
export function needsSourceFacts({
  intent,
  previous,
  runtime,
}: Pick<ResolveInput, 'intent' | 'previous'> & {
  readonly runtime: Pick<Runtime, 'weights'>;
}): boolean {
  const source = parseSource(intent.model.source);
  const { kind } = source;
  if (kind === 'claim') return false;
  // A file can be replaced behind its name, and only a look at it tells.
  if (kind === 'path') return true;
  const form = weightsFormOf(source, runtime.weights);
  return previous === undefined || !isSameModel({ intent, form }, previous);
}

/**
 * Fixes every number of a release. What the previous revision fixed stays as it was unless the
 * field it depends on changed.
 */
export function resolve(input: ResolveInput): Resolved {
  const resolved = resolveAll(input);
  if (resolved.service?.type !== 'Headless') return resolved;
  return { ...resolved, enginePort: input.runtime.listening(resolved).port };
}

function resolveAll(input: ResolveInput): Resolved {
  const { intent, previous, source, live, place = 'pod' } = input;
  const form = weightsFormOf(parseSource(intent.model.source), input.runtime.weights);
  const isKept = previous !== undefined && isSameModel({ intent, form }, previous, source);
  const { replicas, autoscale, keda } = resolveScale(input);
  const files = resolveFiles(input);
  const weights = { ...intent.model, field: 'model' };
  const model = isKept ? previous.model : resolveModel(weights, source, form);
  const isWhole = isKept && hasSameFiles(files, previous.files);
  const sizes = isWhole ? previous : sizesOf(model, files);
  const { runtime, network } = intent;
  return {
    modelId: intent.model.id,
    ...(place === 'host' ? { place } : {}),
    runtime: runtime.kind,
    model: withToken(model, intent),
    ...defined({ contextLength: contextLengthOf(input), fit: input.fit }),
    replicas,
    gpus: intent.hardware?.gpus ?? 0,
    cache: resolveCache({ intent, previous, live, place }, sizes.cache.bytes),
    startupSeconds: sizes.startupSeconds,
    ...defined({
      ...asSaid(intent),
      autoscale,
      keda,
      strategy: resolveStrategy(input),
      files: files.length === 0 ? undefined : files,
      network: downloadsOf(network),
      recommended: resolveRecommended(input),
    }),
    ...resolveAccelerator(input),
  };
}

// What needs no more than to be handed on.
function asSaid(intent: Intent) {
  const { runtime, serving, hardware, resources, rollout, monitoring, network, pod } = intent;
  const { command, args, env, envFrom } = runtime;
  const options = optionsOf(runtime);
  const { claims, tolerationKey, split, mig, resourceName, renderGroup } = hardware ?? {};
  return {
    ...{ command, args, env, envFrom },
    options: Object.keys(options).length === 0 ? undefined : options,
    concurrency: serving?.concurrency,
    mode: serving?.mode === 'chat' ? undefined : serving?.mode,
    speculative: serving?.speculative,
    ...{ claims, tolerationKey, split, renderGroup },
    ...{ gpuMemory: hardware?.gpuMemory, memoryCheck: hardware?.memoryCheck },
    gpuResource: mig === undefined ? resourceName : `nvidia.com/mig-${mig}`,
    cpu: inOneSpelling(resources?.cpu),
    memory: inOneSpelling(resources?.memory),
    ephemeral: inOneSpelling(resources?.ephemeral),
    revisionHistoryLimit: rollout?.revisionHistoryLimit,
    drainSeconds: rollout?.drainSeconds,
    disruptionBudget: rollout?.disruptionBudget,
    recycle: rollout?.recycle,
    monitoring,
    bindAddress: network?.bindAddress,
    service: network?.service,
    apiKeySecret: network?.apiKeySecret,
    ...{ ingress: network?.ingress, route: network?.route, policy: network?.policy },
    pod,
  };
}

function contextLengthOf({
  intent,
  previous,
  before,
  runtime,
  trainedContext,
}: ResolveInput): number | undefined {
  const said = intent.serving?.contextLength;
  if (said !== undefined || runtime.knowsContext) return said;
  const wasGiven = Reflect.get(Object(before?.serving), 'contextLength') !== undefined;
  const most = Math.min(defaultContextLength, trainedContext || defaultContextLength);
  return (wasGiven ? undefined : previous?.contextLength) ?? most;
}

interface Asked {
  readonly intent: Intent;
  readonly form: WeightsForm;
}

function isSameModel(
  { intent: { model }, form }: Asked,
  previous: Resolved,
  facts: SourceFacts = {},
): boolean {
  const before = previous.model;
  if (before.source !== model.source) return false;
  if (before.kind === 'repository' || before.kind === 'download') {
    const isOfForm = (before.kind === 'repository') === (form === 'repository');
    if (!isOfForm) return false;
  }
  if (before.kind === 'repository') return true;
  if (!isOfStore(before, model.s3)) return false;
  if (before.kind === 'file') return before.fingerprint === facts.fingerprint;
  return before.kind === 'claim' || model.sha256 === undefined || model.sha256 === before.sha256;
}

// Whose token it is changes nothing about the weights, so it never asks the source again.
function withToken(model: Resolved['model'], intent: Intent): Resolved['model'] {
  if (model.kind !== 'download' && model.kind !== 'repository') return model;
  const { tokenSecret: _, ...rest } = model;
  const { tokenSecret, s3 } = intent.model;
  const isOfS3 = rest.kind === 'download' && rest.s3 !== undefined;
  const shown = tokenSecret === undefined || isOfS3 ? rest : { ...rest, tokenSecret };
  return shown.kind === 'download' ? withKeys(shown, s3?.secret) : shown;
}

function resolveCache(
  { intent, previous, live, place }: Pick<ResolveInput, 'intent' | 'previous' | 'live' | 'place'>,
  needed: number,
): Resolved['cache'] {
  const isRead = /^(claim|path)$/.test(parseSource(intent.model.source).kind);
  // The releases of a host share one folder, which no size is asked for.
  if (place === 'host') return { mode: isRead ? 'none' : 'shared', bytes: needed };
  const mode = isRead ? 'none' : (intent.cache?.mode ?? 'release');
  const asked = parseBytesQuantity(intent.cache?.size) ?? 0;
  const least = mode === 'shared' ? sharedCacheBytes : 0;
  const before = previous !== undefined && previous.cache.mode === mode ? previous.cache.bytes : 0;
  return {
    mode,
    ...defined({
      claim: intent.cache?.claim,
      class: intent.cache?.class,
      access: intent.cache?.access,
    }),
    // A claim can grow and never shrink.
    bytes: Math.max(asked === 0 ? Math.max(needed, least) : asked, before, live.claimBytes ?? 0),
  };
}

function downloadsOf(network: Intent['network']): Resolved['network'] {
  const { authorities, proxy } = network ?? {};
  const { url, noProxy } = proxy ?? {};
  if (authorities === undefined && url === undefined) return undefined;
  return defined({
    authorities,
    proxy: url === undefined ? undefined : { url, ...defined({ noProxy }) },
  });
}

function inOneSpelling(text: string | undefined): string | undefined {
  return text === undefined ? undefined : canonicalQuantity(text);
}
