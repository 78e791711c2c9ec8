import type { ObjectRef } from '../core/manifest.ts';
import { dataKind, isOurs } from '../core/plan/ownership.ts';
import { ownCacheName } from '../core/render/cache-claim.ts';
import { awaitGone, type Removals } from './await-gone.ts';
import type { Ports } from './ports.ts';

/**
 * Removes the claim that an earlier `delete` of this name kept. Its record is gone, so its
 * labels alone say whose it is. Nothing comes back when there is no such claim.
 */
export async function removeKeptClaim(
  release: string,
  ports: Ports,
): Promise<Removals | undefined> {
  const claim: ObjectRef = {
    apiVersion: 'v1',
    kind: dataKind,
    name: ownCacheName(release),
  };
  const live = await ports.target.read(claim);
  const uid = live?.metadata.uid;
  if (live === undefined || uid === undefined || !isOurs(live, { release, releaseId: '' })) {
    return undefined;
  }
  // A Deployment without a record is still served from the claim.
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', name: release };
  if ((await ports.target.read(deployment)) !== undefined) return undefined;
  await ports.target.remove(claim, uid);
  const removals = { removed: [claim], kept: [] };
  await awaitGone(release, removals, ports);
  return removals;
}
