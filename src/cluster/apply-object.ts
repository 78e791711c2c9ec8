import { describeRef, type Manifest, refOf } from '../core/manifest.ts';
import { fieldManagers } from '../core/marks.ts';
import type { ApplyOptions, Comparison } from '../core/target.ts';
import type { ErrorCode } from '../errors/codes.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { Call } from './http/call.ts';
import type { Exchange, HttpAnswer } from './http/connection.ts';
import { parseAnswer } from './http/parse-answer.ts';
import { parseWarnings } from './http/parse-warnings.ts';
import { sendRequest } from './http/send-request.ts';
import { parseStatus } from './http/status.ts';
import { toError } from './http/to-error.ts';
import { isAddedKind, objectPath } from './kinds.ts';
import { type Place, readObject } from './objects.ts';

/**
 * Server-side apply of one manager's whole intent for one object. A field that somebody else owns
 * is an error, unless it is one that this apply may take; `metadata.uid` in the manifest makes it
 * an update of exactly that object.
 */
export async function applyObject(
  place: Place,
  manifest: Manifest,
  options: ApplyOptions = {},
): Promise<Manifest> {
  const call = describeApply(place, manifest, options);
  const exchange = await sendRequest(place.connection, call);
  const missing = kindMissing(manifest, exchange);
  if (missing !== undefined) throw missing;
  if (!isYielding(exchange, options)) return readResult(place, call, exchange);
  return await takeFields(place, manifest, options);
}

/** A controller writes the status of what rolls out several times in a second. */
const mostLooks = 5;

// A force takes every field there is a conflict about, so it is bound to the version whose
// conflicts were looked at: the object is read first, and after a later change looked at again.
async function takeFields(
  place: Place,
  manifest: Manifest,
  options: ApplyOptions,
): Promise<Manifest> {
  for (let look = 1; ; look += 1) {
    const { call, exchange } = await takeOnce(place, manifest, options);
    if (look === mostLooks || !isOutdated(exchange)) return readResult(place, call, exchange);
  }
}

function isOutdated(exchange: Exchange<HttpAnswer>): boolean {
  if (exchange.kind === 'lost' || exchange.answer.status !== 409) return false;
  const status = parseStatus(exchange.answer.body);
  return status?.reason === 'Conflict' && (status.causes ?? []).length === 0;
}

async function takeOnce(
  place: Place,
  manifest: Manifest,
  options: ApplyOptions,
): Promise<{ readonly call: Call; readonly exchange: Exchange<HttpAnswer> }> {
  const live = await readObject(place, refOf(manifest));
  const tried = describeApply(place, manifest, { ...options, isDryRun: true });
  const isStill = isYielding(await sendRequest(place.connection, tried), options);
  const version = live?.metadata.resourceVersion;
  const call =
    isStill && version !== undefined
      ? describeApply(place, atVersion(manifest, version), { ...options, isForced: true })
      : describeApply(place, manifest, options);
  return { call, exchange: await sendRequest(place.connection, call) };
}

function atVersion(manifest: Manifest, resourceVersion: string): Manifest {
  return { ...manifest, metadata: { ...manifest.metadata, resourceVersion } };
}

// Failures that say something about the cluster, or about us, rather than about the one object.
const wholesale: readonly ErrorCode[] = [
  'INTERNAL',
  'CLUSTER_UNREACHABLE',
  'CLUSTER_FAULT',
  'UNAUTHENTICATED',
  'NAMESPACE_NOT_FOUND',
];

/** Reads the live object and lets the server work out the applied one, at the same time. */
export async function compareObject(
  place: Place,
  manifest: Manifest,
  options: ApplyOptions = {},
): Promise<Comparison> {
  const { connection } = place;
  const call = describeApply(place, manifest, { ...options, isDryRun: true });
  const [live, tried] = await Promise.all([
    readObject(place, refOf(manifest)),
    sendRequest(connection, call),
  ]);
  const exchange = isYielding(tried, options)
    ? await sendRequest(
        connection,
        describeApply(place, manifest, { ...options, isDryRun: true, isForced: true }),
      )
    : tried;
  if (exchange.kind === 'answered' && exchange.answer.status < 300) {
    const { answer } = exchange;
    const result = parseAnswer<Manifest>(connection.access, call, answer);
    const warnings = parseWarnings(answer.headers.warning);
    return { desired: manifest, live, verdict: { kind: 'accepted', result, warnings } };
  }
  const error = kindMissing(manifest, exchange) ?? toError(connection.access, call, exchange);
  if (wholesale.includes(error.code)) throw error;
  return { desired: manifest, live, verdict: { kind: 'rejected', error } };
}

// Whether the only fields in the way are those that may be taken.
function isYielding(exchange: Exchange<HttpAnswer>, { forcedPaths = [] }: ApplyOptions): boolean {
  if (exchange.kind === 'lost' || exchange.answer.status !== 409) return false;
  const causes = parseStatus(exchange.answer.body)?.causes ?? [];
  const isForceable = ({ reason, field }: { reason: string; field: string }) =>
    reason === 'FieldManagerConflict' && forcedPaths.includes(field);
  return causes.length > 0 && causes.every(isForceable);
}

// An API server that knows the kind answers with a `Status`, whatever is missing.
function kindMissing(
  { apiVersion, kind }: Manifest,
  exchange: Exchange<HttpAnswer>,
): LlmkubeError | undefined {
  if (exchange.kind === 'lost' || exchange.answer.status !== 404) return undefined;
  const { body } = exchange.answer;
  if (!isAddedKind({ apiVersion, kind }) || parseStatus(body) !== undefined) return undefined;
  const fact = `the cluster has no objects of that kind, \`${apiVersion}\``;
  return new LlmkubeError('KIND_NOT_FOUND', `Cannot make the ${kind}: ${fact}`, {
    facts: { kind, apiVersion },
    suggestions: [`kubectl api-resources --api-group ${apiVersion.split('/')[0]}`],
  });
}

function readResult(place: Place, call: Call, exchange: Exchange<HttpAnswer>): Manifest {
  const { access } = place.connection;
  if (exchange.kind === 'answered' && exchange.answer.status < 300) {
    return parseAnswer<Manifest>(access, call, exchange.answer);
  }
  throw toError(access, call, exchange);
}

interface Sending extends ApplyOptions {
  readonly isDryRun?: boolean;
  readonly isForced?: boolean;
}

function describeApply(
  place: Place,
  manifest: Manifest,
  { manager = 'main', isDryRun = false, isForced = false }: Sending,
): Call {
  const ref = refOf(manifest);
  return {
    what: `apply ${describeRef(ref, place.namespace)}`,
    method: 'PATCH',
    path: objectPath(ref, place.namespace),
    query: {
      fieldManager: fieldManagers[manager],
      force: String(isForced),
      fieldValidation: 'Strict',
      ...(isDryRun ? { dryRun: 'All' } : {}),
    },
    body: manifest,
    contentType: 'application/apply-patch+yaml',
    signal: place.signal,
  };
}
