import type { DoctorCheck, DoctorResult } from '../core/machine/doctor-result.ts';
import { formatTable } from './tables/format-table.ts';

const words: Readonly<Record<DoctorCheck['status'], string>> = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
};

/** The table of `doctor`, and below it what is to be done. */
export function doctorText({ isReady, checks }: DoctorResult): string {
  const rows = checks.map(({ name, status, what }) => [name, words[status], what]);
  const fixes = checks.flatMap(({ name, fix }) =>
    fix === undefined ? [] : [`  ${name}: ${fix}\n`],
  );
  return [
    formatTable(['CHECK', 'STATUS', 'WHAT'], rows),
    ...(fixes.length === 0 ? [] : ['\nTo put it right:\n', ...fixes]),
    isReady
      ? '\nA deploy with --local works here.\n'
      : '\nA deploy with --local does not work here yet.\n',
  ].join('');
}
