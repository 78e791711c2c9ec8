import { findLicense, keyOf } from './find-license.ts';
import type { CommercialUse, License } from './license.ts';
import type { LicenseResult, LicenseStatement } from './license-result.ts';

/** What is unknown may be stricter than what is free. */
const strictness: readonly CommercialUse[] = ['no', 'limited', 'unknown', 'yes'];

/** Brings together what several places say: each license once, the strictest first. */
export function judgeLicense(
  statements: readonly LicenseStatement[],
  known: readonly License[],
): Pick<LicenseResult, 'differ' | 'licenses'> {
  const licenses = new Map<string, License>();
  for (const stated of statements) {
    const license = findLicense(stated, known) ?? unknownOf(stated);
    if (!licenses.has(license.id)) licenses.set(license.id, license);
  }
  return {
    differ: licenses.size > 1,
    // A sort that keeps the order of those that are equally strict.
    licenses: [...licenses.values()].toSorted((a, b) => rankOf(a) - rankOf(b)),
  };
}

function rankOf({ commercial }: License): number {
  return strictness.indexOf(commercial);
}

function unknownOf(stated: LicenseStatement): License {
  const { id = '', name = id, link } = stated;
  const key = keyOf(stated);
  return {
    id: key === '' ? id || 'unknown' : key,
    name: name === '' ? 'a license without a name' : name,
    ...(link === undefined ? {} : { link }),
    commercial: 'unknown',
    terms: [],
  };
}
