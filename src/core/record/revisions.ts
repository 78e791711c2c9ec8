import { gunzipSync, gzipSync } from 'node:zlib';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { type Revision, revisionSchema } from './schema.ts';

export interface RevisionLimits {
  readonly count: number;
  /** Bytes of one compressed revision. */
  readonly oneBytes: number;
  /** Bytes of all compressed revisions; the API server takes 1 MiB for the whole object. */
  readonly allBytes: number;
}

export const revisionLimits: RevisionLimits = {
  count: 10,
  oneBytes: 300 * 1024,
  allBytes: 600 * 1024,
};

// A revision that unpacks to more than this was not written by us.
const longestRevisionBytes = 32 * 1024 * 1024;

/** Adds the newest revision and drops the oldest beyond the limits. */
export function addRevision(
  revisions: ReadonlyMap<number, string>,
  revision: Revision,
  limits: RevisionLimits = revisionLimits,
): Map<number, string> {
  const payload = gzipSync(JSON.stringify(revision), { level: 9 });
  if (payload.length > limits.oneBytes) {
    throw new LlmkubeError(
      'RECORD_TOO_LARGE',
      `Cannot store revision ${revision.revision}: it takes ${payload.length} bytes compressed, the limit is ${limits.oneBytes}`,
      { facts: { bytes: payload.length, limit: limits.oneBytes } },
    );
  }
  const kept = [...revisions, [revision.revision, payload.toString('base64')] as const];
  kept.sort(([a], [b]) => a - b);
  while (kept.length > limits.count || totalBytes(kept) > limits.allBytes) kept.shift();
  return new Map(kept);
}

/** Unpacks one revision; nothing when it is not stored or damaged. */
export function readRevision(
  revisions: ReadonlyMap<number, string>,
  number: number,
): Revision | undefined {
  const payload = revisions.get(number);
  if (payload === undefined) return undefined;
  try {
    const text = gunzipSync(Buffer.from(payload, 'base64'), {
      maxOutputLength: longestRevisionBytes,
    }).toString('utf8');
    return revisionSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Damaged gzip or JSON: the caller treats it as a revision that is not stored.
    return undefined;
  }
}

function totalBytes(entries: readonly (readonly [number, string])[]): number {
  return entries.reduce((sum, [, payload]) => sum + Buffer.byteLength(payload, 'base64'), 0);
}
