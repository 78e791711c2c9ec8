import type { Manifest } from '../core/manifest.ts';
import { annotationKeys, labelKeys } from '../core/marks.ts';
import { liveStateOf } from '../core/observe/live-state.ts';
import type { DeploymentObject } from '../core/observe/objects.ts';
import { parseSummary } from '../core/record/summary.ts';
import { inClusterUrl } from '../core/render/service.ts';
import type { ReleaseRow } from '../core/target.ts';
import { listObjects } from './list-pages.ts';
import type { Place } from './objects.ts';

/**
 * Every release of a namespace, or of all of them: records by their metadata and Deployments by
 * their label, read at the same time. A Deployment without a record is a row of its own, so that
 * nothing of ours stays unseen.
 */
export async function listReleases(
  { connection, signal }: Pick<Place, 'connection' | 'signal'>,
  namespace: string | undefined,
): Promise<readonly ReleaseRow[]> {
  const records = listObjects(connection, {
    kind: { apiVersion: 'v1', kind: 'ConfigMap' },
    namespace,
    labelSelector: `${labelKeys.record}=1`,
    metadataOnly: true,
    keep: readRow,
    signal,
  });
  const deployments = listObjects(connection, {
    kind: { apiVersion: 'apps/v1', kind: 'Deployment' },
    namespace,
    labelSelector: labelKeys.release,
    keep: readLiveRow,
    signal,
  });
  // Of two refusals it is always the same one that is told.
  await Promise.allSettled([records, deployments]);
  return joinRows((await records).items, (await deployments).items);
}

function readRow({ metadata }: Manifest): ReleaseRow {
  const { namespace = '', labels, annotations, creationTimestamp } = metadata;
  const release = labels?.[labelKeys.release] ?? metadata.name;
  const summary = annotations?.[annotationKeys.summary];
  return {
    namespace,
    release,
    summary,
    createdAt: creationTimestamp ?? undefined,
    url: inClusterUrl(release, namespace, parseSummary(summary)?.port),
    live: undefined,
  };
}

// A list of thousands must not hold thousands of pod templates.
function readLiveRow(deployment: Manifest): ReleaseRow {
  const { namespace = '', labels, creationTimestamp } = deployment.metadata;
  const release = labels?.[labelKeys.release] ?? '';
  return {
    namespace,
    release,
    summary: undefined,
    createdAt: creationTimestamp ?? undefined,
    url: inClusterUrl(release, namespace),
    live: liveStateOf(deployment as DeploymentObject),
  };
}

function joinRows(
  records: readonly ReleaseRow[],
  liveRows: readonly ReleaseRow[],
): readonly ReleaseRow[] {
  const rows = new Map(records.map((row) => [`${row.namespace}/${row.release}`, row]));
  for (const liveRow of liveRows) {
    const key = `${liveRow.namespace}/${liveRow.release}`;
    rows.set(key, { ...(rows.get(key) ?? liveRow), live: liveRow.live });
  }
  return [...rows.values()].sort(byPlace);
}

function byPlace(one: ReleaseRow, other: ReleaseRow): number {
  return compareText(one.namespace, other.namespace) || compareText(one.release, other.release);
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
