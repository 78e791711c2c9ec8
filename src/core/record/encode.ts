import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { annotationKeys, labelKeys } from '../marks.ts';
import { type ReleaseRecord, recordSchemaVersion } from './schema.ts';
import { summarise } from './summarise.ts';

/** A record as it is stored: in a ConfigMap of a cluster, or in a file of this machine. */
export interface EncodedRecord {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
  /** base64 */
  readonly binaryData: Readonly<Record<string, string>>;
}

/** The dot keeps a record's name apart from every object's: those are DNS-1035 labels. */
export function recordName(release: string): string {
  return `llmkube.${release}`;
}

/** Refuses a record whose layout is newer than this version knows, so that nothing in it is lost. */
export function encodeRecord(record: ReleaseRecord): EncodedRecord {
  if (record.schema > recordSchemaVersion) {
    throw new LlmkubeError(
      'RECORD_NEWER',
      `Cannot change release \`${record.release}\`: its record has layout ${record.schema}, this llmkube writes ${recordSchemaVersion}`,
      { facts: { release: record.release, layout: record.schema } },
    );
  }
  return {
    name: recordName(record.release),
    labels: {
      [labelKeys.record]: '1',
      [labelKeys.release]: record.release,
      'app.kubernetes.io/managed-by': 'llmkube',
    },
    annotations: { [annotationKeys.summary]: JSON.stringify(summarise(record)) },
    data: {
      ...record.unknownData,
      schema: String(record.schema),
      state: JSON.stringify(record.state),
      intent: JSON.stringify(record.intent),
    },
    binaryData: Object.fromEntries(
      [...record.revisions].map(([revision, payload]) => [revisionKey(revision), payload]),
    ),
  };
}

/** Whether an entry of a stored record is a revision. */
export function isRevisionKey(key: string): boolean {
  return /^rev-\d+$/.test(key);
}

/** The key of one revision; padded, so that a listing by name is a listing by number. */
export function revisionKey(revision: number): string {
  return `rev-${String(revision).padStart(6, '0')}`;
}
