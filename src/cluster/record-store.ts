import { isDeepStrictEqual } from 'node:util';
import { describeRef, type Manifest, type ObjectMeta, refOf } from '../core/manifest.ts';
import { fieldManager } from '../core/marks.ts';
import { decodeRecord } from '../core/record/decode.ts';
import { encodeRecord, isRevisionKey, recordName } from '../core/record/encode.ts';
import type { ReleaseRecord } from '../core/record/schema.ts';
import type { CommitOutcome, StoredRecord } from '../core/target.ts';
import type { Call } from './http/call.ts';
import type { HttpAnswer } from './http/connection.ts';
import { parseAnswer } from './http/parse-answer.ts';
import { sendRequest } from './http/send-request.ts';
import { parseStatus } from './http/status.ts';
import { toError } from './http/to-error.ts';
import { collectionPath, objectPath } from './kinds.ts';
import { type Place, readObject, sendDelete } from './objects.ts';

/** A record is one ConfigMap, and its resourceVersion is the only lock. */
export async function readRecord(place: Place, release: string): Promise<StoredRecord | undefined> {
  const stored = await readStored(place, release);
  if (stored === undefined) return undefined;
  const { data, binaryData } = stored;
  return { record: decodeRecord({ release, data, binaryData }), version: stored.version };
}

/**
 * Creates or replaces the record under its version. When the answer is lost the record is looked
 * up: ours stands there, or what stood there before (then it is sent again), or somebody else's.
 */
export async function commitRecord(
  place: Place,
  record: ReleaseRecord,
  version: string | undefined,
): Promise<CommitOutcome> {
  const manifest = toConfigMap(record, version);
  const call = describeWrite(place, manifest, version);
  const { access } = place.connection;
  for (let attempts = 1; ; attempts += 1) {
    const exchange = await sendRequest(place.connection, call);
    if (exchange.kind === 'answered') {
      const { answer } = exchange;
      if (answer.status < 300) return committed(parseAnswer<Manifest>(access, call, answer));
      const isRefusal = answer.status < 500 && !isVersionConflict(answer, version);
      if (isRefusal) throw toError(access, call, exchange);
      // Only an attempt before this one can have been ours.
      if (answer.status < 500 && attempts === 1) return { kind: 'changed' };
    }
    const found = await lookUp(place, manifest, version);
    if (found !== 'untouched') return found;
    if (attempts === lastAttempt) throw toError(access, call, exchange);
  }
}

const lastAttempt = 3;

/** Deletes the record if it still has `version`; a record that is gone counts as removed. */
export async function removeRecord(
  place: Place,
  release: string,
  version: string,
): Promise<'removed' | 'changed'> {
  const answer = await sendDelete(place, refOfRecord(release), {
    resourceVersion: fromVersion(version).metadata.resourceVersion ?? '',
  });
  return answer.status === 409 ? 'changed' : 'removed';
}

interface StoredConfigMap {
  readonly version: string;
  readonly data: Readonly<Record<string, string>>;
  readonly binaryData: Readonly<Record<string, string>>;
}

async function readStored(place: Place, release: string): Promise<StoredConfigMap | undefined> {
  const found = await readObject(place, refOfRecord(release));
  if (found === undefined) return undefined;
  return {
    version: toVersion(found),
    data: asTexts(found.data),
    binaryData: asTexts(found.binaryData),
  };
}

async function lookUp(
  place: Place,
  manifest: Manifest,
  version: string | undefined,
): Promise<CommitOutcome | 'untouched'> {
  const found = await readObject(place, refOf(manifest));
  if (found === undefined) return version === undefined ? 'untouched' : { kind: 'changed' };
  const isOurs =
    isDeepStrictEqual(asTexts(found.data), asTexts(manifest.data)) &&
    isDeepStrictEqual(asTexts(found.binaryData), asTexts(manifest.binaryData));
  if (isOurs) return committed(found);
  const isUntouched = version !== undefined && toVersion(found) === version;
  return isUntouched ? 'untouched' : { kind: 'changed' };
}

// A record that is to be replaced and is gone was changed too; a quota that cannot be counted at
// the moment answers 409 as well and says nothing about the record.
function isVersionConflict({ status, body }: HttpAnswer, version: string | undefined): boolean {
  if (status === 404) return version !== undefined;
  return status === 409 && parseStatus(body)?.resource !== 'resourcequotas';
}

function describeWrite(place: Place, manifest: Manifest, version: string | undefined): Call {
  const isNew = version === undefined;
  return {
    what: `write ${describeRef(refOf(manifest), place.namespace)}`,
    method: isNew ? 'POST' : 'PUT',
    path: isNew
      ? collectionPath(manifest, place.namespace)
      : objectPath(refOf(manifest), place.namespace),
    query: { fieldManager, fieldValidation: 'Strict' },
    body: manifest,
    signal: place.signal,
  };
}

function toConfigMap(record: ReleaseRecord, version: string | undefined): Manifest {
  const { name, labels, annotations, data, binaryData } = encodeRecord(record);
  const others = version === undefined ? undefined : fromVersion(version);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...others?.metadata,
      name,
      labels: { ...others?.metadata.labels, ...labels },
      annotations: { ...others?.metadata.annotations, ...annotations },
    },
    data,
    binaryData: { ...others?.binaryData, ...binaryData },
  };
}

/** What a version stands for: the lock, and what others put on the ConfigMap. */
interface Version {
  readonly metadata: Pick<ObjectMeta, 'resourceVersion' | 'labels' | 'annotations'>;
  readonly binaryData: Readonly<Record<string, string>>;
}

// A PUT replaces everything, so the version carries what is not ours from the read to the write.
function toVersion({ metadata, binaryData }: Manifest): string {
  const { resourceVersion, labels, annotations, finalizers, ownerReferences } = metadata;
  const others = Object.entries(asTexts(binaryData)).filter(([key]) => !isRevisionKey(key));
  return JSON.stringify({
    metadata: { resourceVersion, labels, annotations, finalizers, ownerReferences },
    binaryData: Object.fromEntries(others),
  });
}

function fromVersion(version: string): Version {
  return JSON.parse(version) as Version;
}

function committed(stored: Manifest): CommitOutcome {
  return { kind: 'committed', version: toVersion(stored) };
}

function refOfRecord(release: string) {
  return configMap(recordName(release));
}

function configMap(name: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', name };
}

// The server omits an empty map, so absent and empty are one.
function asTexts(value: unknown): Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
