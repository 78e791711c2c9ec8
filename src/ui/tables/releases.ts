import type { ListedRelease } from '../../core/results.ts';
import type { TargetAddress } from '../../core/target.ts';
import { formatAge } from '../../core/text/duration.ts';
import { whereText } from '../where-text.ts';
import { formatTable } from './format-table.ts';

export interface TableChoice {
  readonly now: number;
  /** With several namespaces each row names its own. */
  readonly showsNamespace: boolean;
  readonly isWide: boolean;
}

interface Column {
  readonly title: string;
  readonly isWide?: true;
  readonly cell: (row: ListedRelease, now: number) => string;
}

const columns: readonly Column[] = [
  { title: 'NAME', cell: ({ release }) => release },
  { title: 'PHASE', cell: ({ phase }) => phase },
  { title: 'READY', cell: ({ ready, wanted }) => `${ready}/${wanted}` },
  { title: 'REVISION', isWide: true, cell: ({ revision }) => String(revision ?? '') },
  { title: 'RUNTIME', cell: ({ runtime }) => runtime },
  { title: 'ACCELERATOR', isWide: true, cell: ({ accelerator = '' }) => accelerator },
  { title: 'REPLICAS', isWide: true, cell: ({ wanted }) => String(wanted) },
  { title: 'CACHE', isWide: true, cell: ({ cache = '' }) => cache },
  { title: 'MODEL', cell: ({ model }) => model },
  {
    title: 'AGE',
    cell: ({ createdAt }, now) =>
      createdAt === undefined ? '' : formatAge({ from: createdAt, now }),
  },
  { title: 'ENDPOINT', isWide: true, cell: ({ url }) => url },
];

const namespaceColumn: Column = { title: 'NAMESPACE', cell: ({ namespace }) => namespace };

/** The table of `list`. */
export function releasesTable(
  releases: readonly ListedRelease[],
  { now, showsNamespace, isWide }: TableChoice,
): string {
  const shown = [
    ...(showsNamespace ? [namespaceColumn] : []),
    ...columns.filter((column) => isWide || column.isWide !== true),
  ];
  return formatTable(
    shown.map(({ title }) => title),
    releases.map((row) => shown.map(({ cell }) => cell(row, now))),
  );
}

/** One name a line, for shells: `namespace/release` where there are several namespaces. */
export function releaseNames(
  releases: readonly ListedRelease[],
  { showsNamespace }: Pick<TableChoice, 'showsNamespace'>,
): string {
  return releases
    .map(({ namespace, release }) => `${showsNamespace ? `${namespace}/` : ''}${release}\n`)
    .join('');
}

/** What `list` says instead of an empty table; without a target every namespace was looked at. */
export function noReleasesText(target: TargetAddress | undefined): string {
  const where = target === undefined ? 'in any namespace' : whereText(target);
  return `No releases ${where}\n`;
}
