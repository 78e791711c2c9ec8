import type { ListedRelease } from '../../core/results.ts';
import { formatAge } from '../../core/text/duration.ts';
import { formatTable } from './format-table.ts';

/** The table of `list`; with several namespaces each row names its own. */
export function releasesTable(
  releases: readonly ListedRelease[],
  { now, showsNamespace }: { now: number; showsNamespace: boolean },
): string {
  const header = ['NAME', 'PHASE', 'READY', 'RUNTIME', 'MODEL', 'AGE'];
  const rows = releases.map((row) => [
    row.release,
    row.phase,
    `${row.ready}/${row.wanted}`,
    row.runtime,
    row.model,
    row.createdAt === undefined ? '' : formatAge({ from: row.createdAt, now }),
  ]);
  return showsNamespace
    ? formatTable(
        ['NAMESPACE', ...header],
        rows.map((row, index) => [releases[index]?.namespace ?? '', ...row]),
      )
    : formatTable(header, rows);
}

/** What `list` says instead of an empty table; without a namespace all were looked at. */
export function noReleasesText(namespace: string | undefined): string {
  const where = namespace === undefined ? 'in any namespace' : `in namespace ${namespace}`;
  return `No releases ${where}\n`;
}
