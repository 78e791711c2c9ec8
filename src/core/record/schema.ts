import * as z from 'zod';

/** The layout that this version writes. A record with a higher one is read but never written. */
export const recordSchemaVersion = 1;

const inventoryEntry = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  uid: z.string().optional(),
  /** sha256 of the canonical rendered object. */
  hash: z.string(),
});

/** Marks a change under way; the version of the record that holds it is the lock. */
const pending = z.looseObject({
  /** Tells one run of one command apart from every other. */
  operation: z.string(),
  /** `user@host` */
  holder: z.string(),
  /** The process on that host. */
  process: z.number().int(),
  startedAt: z.string(),
  /** `deploy`, `delete`, or what a later version does. */
  kind: z.string(),
});

export const stateSchema = z.looseObject({
  releaseId: z.string(),
  /** The number of the newest committed revision, 0 before the first. */
  revision: z.number().int().nonnegative(),
  /** The version of the renderer whose output this release keeps. */
  profile: z.number().int().nonnegative(),
  /** One of `mutationPhases`, or what a later version writes. */
  phase: z.string(),
  inventory: z.array(inventoryEntry),
  pending: pending.optional(),
  /** Who changed the release last: ISO time, `user@host`, version of llmkube. */
  changed: z.looseObject({ at: z.string(), by: z.string(), cli: z.string() }),
});

export const revisionSchema = z.looseObject({
  revision: z.number().int().positive(),
  at: z.string(),
  by: z.string(),
  cli: z.string(),
  profile: z.number().int().nonnegative(),
  /** Why this revision exists, e.g. `deploy`. */
  cause: z.string(),
  intent: z.looseObject({}),
  resolved: z.looseObject({}),
  objects: z.array(
    z.looseObject({
      apiVersion: z.string(),
      kind: z.string(),
      metadata: z.looseObject({ name: z.string() }),
    }),
  ),
});

export type InventoryEntry = z.infer<typeof inventoryEntry>;
export type RecordState = z.infer<typeof stateSchema>;
export type Revision = z.infer<typeof revisionSchema>;

/**
 * What is stored of one release. Fields that this version does not know survive a read and a
 * write; revisions stay compressed until somebody asks for one.
 */
export interface ReleaseRecord {
  readonly schema: number;
  readonly release: string;
  readonly state: RecordState;
  /** Only what the user said; read by `core/intent`, which knows the runtimes. */
  readonly intent: Readonly<Record<string, unknown>>;
  /** Compressed revisions by number: base64 of gzip. */
  readonly revisions: ReadonlyMap<number, string>;
  /** Stored entries that this version does not know, kept as they are. */
  readonly unknownData: Readonly<Record<string, string>>;
}
