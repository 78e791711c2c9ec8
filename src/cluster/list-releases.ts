import type { Manifest } from '../core/manifest.ts';
import { annotationKeys, labelKeys } from '../core/marks.ts';
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
    keep: slimDeployment,
    signal,
  });
  // Of two refusals it is always the same one that is told.
  await Promise.allSettled([records, deployments]);
  return joinRows((await records).items, (await deployments).items);
}

function readRow({ metadata }: Manifest): ReleaseRow {
  return {
    namespace: metadata.namespace ?? '',
    release: metadata.labels?.[labelKeys.release] ?? metadata.name,
    summary: metadata.annotations?.[annotationKeys.summary],
    createdAt: metadata.creationTimestamp ?? undefined,
    deployment: undefined,
  };
}

// A list of thousands must not hold thousands of pod templates.
function slimDeployment({ apiVersion, kind, metadata, spec, status }: Manifest): Manifest {
  const { managedFields: _, ...kept } = metadata;
  const { replicas, paused } = asRecord(spec);
  return { apiVersion, kind, metadata: kept, spec: { replicas, paused }, status };
}

function joinRows(
  records: readonly ReleaseRow[],
  deployments: readonly Manifest[],
): readonly ReleaseRow[] {
  const rows = new Map(records.map((row) => [`${row.namespace}/${row.release}`, row]));
  for (const deployment of deployments) {
    const { namespace = '', labels, creationTimestamp } = deployment.metadata;
    const release = labels?.[labelKeys.release] ?? '';
    const key = `${namespace}/${release}`;
    const row = rows.get(key) ?? {
      namespace,
      release,
      summary: undefined,
      createdAt: creationTimestamp ?? undefined,
    };
    rows.set(key, { ...row, deployment });
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

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
