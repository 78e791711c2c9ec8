import { whyUnreadable } from '../core/agent-protocol/unreadable.ts';
import type { Manifest } from '../core/manifest.ts';
import { annotationKeys, labelKeys } from '../core/marks.ts';
import { liveStateOf } from '../core/observe/live-state.ts';
import type { DeploymentObject } from '../core/observe/objects.ts';
import { decodeRecord } from '../core/record/decode.ts';
import { encodeRecord, isRevisionKey } from '../core/record/encode.ts';
import type { ReleaseRecord } from '../core/record/schema.ts';
import type { CommitOutcome, LiveState, ReleaseRow, StoredRecord, Target } from '../core/target.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { VersionedFiles } from './versioned-files.ts';

export type MachineRecords = Pick<Target, 'readRecord' | 'commitRecord' | 'removeRecord'>;

export interface MachineRecordsOptions {
  /** Those of the folder for records. */
  readonly files: VersionedFiles;
  readonly now: () => number;
}

/** The records of this machine: what a cluster has in ConfigMaps, each in a versioned file. */
export function openMachineRecords({ files, now }: MachineRecordsOptions): MachineRecords {
  return {
    readRecord: (release) => readRecord(files, release),
    commitRecord: (record, version) => commitRecord({ files, now }, record, version),
    removeRecord: (release, version) => files.remove(release, version),
  };
}

export interface ListedPlace {
  readonly namespace: string;
  /** The base URL of a release's OpenAI API. */
  readonly urlOf: (release: string) => string;
  /** What should run and how it stands, as far as is known. */
  readonly deployments: readonly Manifest[];
}

/**
 * Every release of this machine, by name. A Deployment without a record is a row of its own, so
 * that nothing of ours stays unseen.
 */
export async function listMachineReleases(
  records: VersionedFiles,
  { namespace, urlOf, deployments }: ListedPlace,
): Promise<readonly ReleaseRow[]> {
  const stored = new Map((await records.list()).map(({ name, text }) => [name, parse(text)]));
  const live = new Map(deployments.map((deployment) => [releaseOf(deployment), deployment]));
  const releases = [...new Set([...stored.keys(), ...live.keys()])].sort();
  return releases.map((release) => {
    const record = stored.get(release);
    const deployment = live.get(release);
    const createdAt = (record ?? deployment)?.metadata.creationTimestamp ?? undefined;
    return {
      namespace,
      release,
      summary: record?.metadata.annotations?.[annotationKeys.summary],
      createdAt,
      url: urlOf(release),
      live: deployment && liveOf(deployment),
    };
  });
}

function liveOf(deployment: Manifest): LiveState {
  const live = liveStateOf(deployment as DeploymentObject);
  return whyUnreadable(deployment) === undefined ? live : { ...live, isUnreadable: true };
}

async function readRecord(
  files: VersionedFiles,
  release: string,
): Promise<StoredRecord | undefined> {
  const stored = await files.read(release);
  if (stored === undefined) return undefined;
  const found = parse(stored.text);
  if (found === undefined) throw unreadable(release, `${files.folder}/${release}`);
  const { data, binaryData } = found;
  const record = decodeRecord({ release, data: asTexts(data), binaryData: asTexts(binaryData) });
  return { record, version: stored.version };
}

async function commitRecord(
  { files, now }: MachineRecordsOptions,
  record: ReleaseRecord,
  version: string | undefined,
): Promise<CommitOutcome> {
  const encoded = encodeRecord(record);
  const { release } = record;
  const before = version === undefined ? undefined : await files.read(release);
  if (before?.version !== version) return { kind: 'changed' };
  const others = parse(before?.text ?? '');
  return await files.write(release, JSON.stringify(toConfigMap(encoded, others, now)), version);
}

// In the shape that a cluster stores, with what a later llmkube may have put beside our parts.
function toConfigMap(
  { name, labels, annotations, data, binaryData }: ReturnType<typeof encodeRecord>,
  others: Manifest | undefined,
  now: () => number,
): Manifest {
  const { metadata } = others ?? {};
  const foreign = Object.entries(asTexts(others?.binaryData)).filter(
    ([key]) => !isRevisionKey(key),
  );
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      ...metadata,
      name,
      labels: { ...metadata?.labels, ...labels },
      annotations: { ...metadata?.annotations, ...annotations },
      creationTimestamp: metadata?.creationTimestamp ?? new Date(now()).toISOString(),
    },
    data,
    binaryData: { ...Object.fromEntries(foreign), ...binaryData },
  };
}

function parse(text: string): Manifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isBlock(value) && isBlock(value.metadata) ? (value as Manifest) : undefined;
  } catch {
    // A file of somebody else; who needs the record in it says so.
    return undefined;
  }
}

function isBlock(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asTexts(value: unknown): Readonly<Record<string, string>> {
  return isBlock(value) ? (value as Readonly<Record<string, string>>) : {};
}

function releaseOf({ metadata }: Manifest): string {
  return metadata.labels?.[labelKeys.release] ?? metadata.name;
}

function unreadable(release: string, place: string): LlmkubeError {
  return new LlmkubeError(
    'RECORD_UNREADABLE',
    `Cannot read the record of release \`${release}\`: its file in \`${place}\` holds something else`,
    { facts: { release, path: place } },
  );
}
