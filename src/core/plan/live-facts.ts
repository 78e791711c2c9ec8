import type { LiveFacts } from '../resolve/resolve.ts';
import { isAutoscaled } from '../resolve/resolve-scale.ts';
import type { Resolved } from '../resolve/resolved.ts';
import type { Comparison } from '../target.ts';
import { parseBytesQuantity } from '../text/quantity.ts';
import { valueAt } from '../value-at.ts';
import { dataKind, isOurs, type Life } from './ownership.ts';

/** What the live objects of a release say that its intent does not. */
export function liveFactsOf(comparisons: readonly Comparison[], life: Life): LiveFacts {
  const ours = comparisons.flatMap(({ live }) => (live && isOurs(live, life) ? [live] : []));
  const claim = ours.find(({ kind }) => kind === dataKind);
  const deployment = ours.find(({ kind }) => kind === 'Deployment');
  const claimBytes = Math.max(
    0,
    ...[
      valueAt(claim, ['spec', 'resources', 'requests', 'storage']),
      valueAt(claim, ['status', 'capacity', 'storage']),
    ]
      .map(parseBytesQuantity)
      .filter((bytes) => bytes !== undefined),
  );
  const replicas = valueAt(deployment, ['spec', 'replicas']);
  return {
    ...(claimBytes === 0 ? {} : { claimBytes }),
    ...(typeof replicas === 'number' ? { replicas } : {}),
  };
}

/** Whether what is live must change what was resolved without it. */
export function overrules({ claimBytes = 0, replicas }: LiveFacts, resolved: Resolved): boolean {
  const isScaled =
    !isAutoscaled(resolved) && replicas !== undefined && replicas !== resolved.replicas;
  return isScaled || claimBytes > resolved.cache.bytes;
}
