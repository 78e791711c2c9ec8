import type { CommercialUse, License, LicenseTerm } from '../core/license/license.ts';
import type {
  LicenseListResult,
  LicenseResult,
  LicenseStatement,
} from '../core/license/license-result.ts';
import { formatTable } from './tables/format-table.ts';

const commercialWords: Readonly<Record<CommercialUse, string>> = {
  yes: 'yes',
  limited: 'yes, with limits',
  no: 'no',
  unknown: 'not known',
};

const labels: Readonly<Record<LicenseTerm['kind'], string>> = {
  commercial: 'commercial use',
  users: 'number of users',
  revenue: 'revenue',
  military: 'military use',
  usePolicy: 'acceptable use',
  training: 'other models',
  copy: 'copy',
  changes: 'changes',
  attribution: 'attribution',
  naming: 'naming',
  shareAlike: 'share alike',
};

const noAdvice = 'This is no legal advice: read the text before you rely on it.\n';

/** What `license` says of a model. */
export function licenseText(result: LicenseResult): string {
  const { name, source, licenses, statements, unread, differ } = result;
  const from = source === name ? '' : ` (${source})`;
  const parts = [
    `License of ${name}${from}\n`,
    ...(statements.length === 0 ? ['\nUnknown: no place says which license it is\n'] : []),
    ...licenses.map((license) => `\n${describe(license)}`),
    '\n',
    ...(differ ? ['The places differ; the stricter license is shown first.\n'] : []),
    ...statements.map((one) => `Said by the ${one.from}: ${wordsOf(one)}\n`),
    ...unread.map(({ from: place, why }) => `Not heard from the ${place}: ${why}\n`),
    noAdvice,
  ];
  return parts.join('');
}

/** The table of `license --list`. */
export function licenseListText({ licenses }: LicenseListResult): string {
  const rows = licenses.map(({ id, name, commercial, terms }) => {
    const kinds = new Set(terms.map(({ kind }) => kind).filter((kind) => kind !== 'commercial'));
    const others = [...kinds].map((kind) => labels[kind]).join(', ');
    return [id, name, commercialWords[commercial], others];
  });
  return `${formatTable(['ID', 'NAME', 'COMMERCIAL', 'TERMS'], rows)}\n${noAdvice}`;
}

function describe({ id, name, commercial, terms, link, text }: License): string {
  const readIn = text?.isQuoted === true ? `${text.title}, parts of it` : text?.title;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['text', link],
    ['commercial', commercialWords[commercial]],
    ...terms.map(({ kind, what, section }) => [labels[kind], `${what} (${section})`] as const),
    ['read in', readIn],
  ];
  const rows = facts.flatMap(([label, fact]) =>
    fact === undefined ? [] : [`  ${label.padEnd(16)}${fact}\n`],
  );
  const unknown = commercial === 'unknown' ? '  Unknown: nothing is known of what it says\n' : '';
  return `${id}, ${name}\n${unknown}${rows.join('')}`;
}

function wordsOf({ id, name, link }: LicenseStatement): string {
  return [id, name, link].filter((word) => word !== undefined).join(', ');
}
