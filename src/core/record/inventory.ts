import { canonicalHash } from '../canon/canonical.ts';
import { type Manifest, type ObjectRef, refOf } from '../manifest.ts';
import { labelKeys } from '../marks.ts';
import { dataKind } from '../plan/ownership.ts';
import type { InventoryEntry } from './schema.ts';

/** One key for an object inside one release. */
export function objectKey({ apiVersion, kind, name }: ObjectRef): string {
  return `${apiVersion}/${kind}/${name}`;
}

/**
 * What a record keeps of each object; the uid is known once the object exists. What belongs to
 * no release is in no release's inventory.
 */
export function inventoryOf(
  manifests: readonly Manifest[],
  uids: ReadonlyMap<string, string | undefined> = new Map(),
): InventoryEntry[] {
  return manifests
    .filter(({ metadata }) => metadata.labels?.[labelKeys.release] !== undefined)
    .map((manifest) => withUid({ ...refOf(manifest), hash: canonicalHash(manifest) }, uids));
}

/** Everything that may exist while a change is under way: what was and what is to come. */
export function unionInventory(
  before: readonly InventoryEntry[],
  coming: readonly InventoryEntry[],
): InventoryEntry[] {
  const keys = new Set(coming.map(objectKey));
  return [...before.filter((entry) => !keys.has(objectKey(entry))), ...coming];
}

/** What is wanted now, and the claims of before, which no plan removes. */
export function withData(
  before: readonly InventoryEntry[],
  now: readonly InventoryEntry[],
): InventoryEntry[] {
  return unionInventory(
    before.filter(({ kind }) => kind === dataKind),
    now,
  );
}

export function withUid(
  entry: InventoryEntry,
  uids: ReadonlyMap<string, string | undefined>,
): InventoryEntry {
  const uid = uids.get(objectKey(entry)) ?? entry.uid;
  return uid === undefined ? entry : { ...entry, uid };
}
