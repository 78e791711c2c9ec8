import type {
  CatalogCheck,
  CatalogVerifyResult,
  CheckOutcome,
} from '../core/catalog/verify-result.ts';
import { formatTable } from './tables/format-table.ts';

const outcomes: readonly CheckOutcome[] = [
  'verified',
  'changed',
  'missing',
  'gated',
  'unreachable',
];

/** The table of `catalog verify` and its sums. */
export function verifyText({ hub, checks, written }: CatalogVerifyResult): string {
  const rows = checks.map((check) => [check.model, check.file, resultOf(check)]);
  const sums = outcomes.flatMap((outcome) => {
    const count = checks.filter((check) => check.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${outcome}`];
  });
  const kept = written === undefined ? '' : `The verified ones are in ${written}\n`;
  return `${formatTable(['MODEL', 'FILE', 'RESULT'], rows)}\nAsked ${hub}: ${sums.join(', ')}\n${kept}`;
}

function resultOf({ outcome, differences, why }: CatalogCheck): string {
  const facts = differences.map(
    ({ field, catalog, hub }) => `${field} ${catalog} in the catalog, ${hub} at the hub`,
  );
  const told = [...facts, ...(why === undefined ? [] : [why])].join('; ');
  return told === '' ? outcome : `${outcome}: ${told}`;
}
