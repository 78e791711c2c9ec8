import type { StatedLicense } from '../license/stated-license.ts';
import type { HubFacts, HubFile, RepositorySight } from '../source/hub-facts.ts';
import type { CatalogEntry, CatalogFile } from './catalog-entry.ts';
import type { CatalogCheck, CatalogDifference } from './verify-result.ts';

/** Compares what the catalog says of a model with what the hub has, file by file. */
export function checkEntry(entry: CatalogEntry, sight: RepositorySight): readonly CatalogCheck[] {
  return entry.files.map((file) => {
    const named = { model: entry.id, repository: entry.repo, file: file.file };
    if (sight.kind === 'seen') return { ...named, ...compare({ entry, file }, sight.facts) };
    return { ...named, outcome: sight.kind, differences: [], why: sight.why };
  });
}

interface Known {
  readonly entry: CatalogEntry;
  readonly file: CatalogFile;
}

type Judged = Omit<CatalogCheck, 'model' | 'repository' | 'file'>;

function compare(known: Known, facts: HubFacts): Judged {
  const there = facts.files.get(known.file.file);
  if (there === undefined) {
    const why = `the repository has no file \`${known.file.file}\``;
    return { outcome: 'missing', differences: [], why };
  }
  const differences = differencesOf(known, there, facts.license);
  const license = nameOf(facts.license);
  const told = { ...there, ...(license === undefined ? {} : { license }) };
  if (differences.length > 0) return { outcome: 'changed', differences, ...told };
  if (!facts.isGated) return { outcome: 'verified', differences, ...told };
  return { outcome: 'gated', differences, why: 'its terms have to be accepted first', ...told };
}

function differencesOf(
  { entry, file }: Known,
  { bytes, sha256 }: HubFile,
  license: StatedLicense | undefined,
): readonly CatalogDifference[] {
  const pairs: readonly (readonly [CatalogDifference['field'], unknown, unknown])[] = [
    ['bytes', file.bytes, bytes],
    ['sha256', file.sha256, sha256],
    ['license', entry.license, isSameLicense(entry.license, license) ? undefined : nameOf(license)],
  ];
  // What one of them does not know contradicts nothing.
  return pairs.flatMap(([field, ours, theirs]) =>
    ours === undefined || theirs === undefined || ours === theirs
      ? []
      : [{ field, catalog: String(ours), hub: String(theirs) }],
  );
}

function isSameLicense(ours: string | undefined, stated: StatedLicense | undefined): boolean {
  const wanted = ours?.toLowerCase();
  return [stated?.id, stated?.name].some((one) => one?.toLowerCase() === wanted);
}

function nameOf(license: StatedLicense | undefined): string | undefined {
  const { id, name } = license ?? {};
  return id === undefined || id === 'other' ? (name ?? id) : id;
}
