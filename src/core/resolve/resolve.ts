import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { cachePaths, fileNameOf, identityOf } from '../cache-layout.ts';
import type { Intent } from '../intent/schema.ts';
import { parseSource, type Source } from '../source/parse-source.ts';
import type { Resolved } from './resolved.ts';

/** What had to be asked of the world before every number can be fixed. */
export interface SourceFacts {
  /** Absent when the source did not tell or could not be reached from here. */
  readonly bytes?: number;
}

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
  /** Needed only when `needsSourceFacts` says so. */
  readonly source: SourceFacts;
  readonly live: LiveFacts;
}

const gibibyte = 1024 ** 3;
/** Until the header of the weights is read, no model is given more than this many tokens. */
const defaultContextLength = 8192;
/** Slower than any disk worth serving from; the budget must never kill a load that progresses. */
const slowestLoadBytesPerSecond = 20e6;
const shortestStartupSeconds = 600;
const startupSecondsOfUnknownSize = 3600;
const cacheBytesOfUnknownSize = 20 * gibibyte;

/** Tells whether the source must be asked: only when what depends on it is not fixed yet. */
export function needsSourceFacts({
  intent,
  previous,
}: Pick<ResolveInput, 'intent' | 'previous'>): boolean {
  return previous === undefined || previous.model.url !== downloadable(intent).url;
}

/**
 * Fixes every number of a release. What the previous revision fixed stays as it was unless the
 * field it depends on changed.
 */
export function resolve({ intent, previous, source, live }: ResolveInput): Resolved {
  const keepsModel = previous !== undefined && !needsSourceFacts({ intent, previous });
  const fresh = keepsModel ? previous : resolveModel(downloadable(intent), source);
  return {
    modelId: intent.model.id,
    runtime: intent.runtime.kind,
    image: intent.runtime.image,
    model: fresh.model,
    contextLength: previous?.contextLength ?? defaultContextLength,
    replicas: live.replicas ?? previous?.replicas ?? 1,
    // A claim can grow and never shrink.
    cacheBytes: Math.max(fresh.cacheBytes, previous?.cacheBytes ?? 0, live.claimBytes ?? 0),
    startupSeconds: fresh.startupSeconds,
  };
}

function resolveModel(
  source: Source & { kind: 'http' },
  { bytes }: SourceFacts,
): Pick<Resolved, 'model' | 'cacheBytes' | 'startupSeconds'> {
  const paths = cachePaths(identityOf(source), fileNameOf(source));
  return {
    model: { url: source.url, ...(bytes === undefined ? {} : { bytes }), ...paths },
    cacheBytes: bytes === undefined ? cacheBytesOfUnknownSize : cacheBytesFor(bytes),
    startupSeconds:
      bytes === undefined
        ? startupSecondsOfUnknownSize
        : shortestStartupSeconds + Math.ceil(bytes / slowestLoadBytesPerSecond),
  };
}

// Room for the file, a tenth for the file system, rounded up to what storage is sold in.
function cacheBytesFor(bytes: number): number {
  return Math.ceil((bytes * 1.1) / gibibyte) * gibibyte;
}

/** Reads the source and refuses, by name, each kind that no place can fetch yet. */
export function downloadable(intent: Intent): Source & { kind: 'http' } {
  const source = parseSource(intent.model.source);
  if (source.kind === 'http') return source;
  throw new LlmkubeError(
    'UNSUPPORTED_SOURCE',
    `Cannot fetch \`${intent.model.source}\`: sources of kind \`${source.kind}\` are not supported, only \`http\` and \`https\` URLs are`,
    { facts: { field: 'model.source', kind: source.kind } },
  );
}
