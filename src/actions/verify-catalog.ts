import type { CatalogEntry } from '../core/catalog/catalog-entry.ts';
import { checkEntry } from '../core/catalog/check-entry.ts';
import { pinCatalog } from '../core/catalog/pin-catalog.ts';
import type { CatalogVerifyResult } from '../core/catalog/verify-result.ts';
import { writeYaml } from '../core/document/write-yaml.ts';
import type { RepositorySight } from '../core/source/hub-facts.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { requireModel } from './require-model.ts';

/** What verifying needs of the world. */
export interface VerifyPorts {
  readonly hub: string;
  readonly readRepository: (repo: string) => Promise<RepositorySight>;
  /** Puts a whole file in place, or none. */
  readonly writeFile: (file: string, text: string) => Promise<void>;
}

export interface VerifyRequest {
  /** Those of the user first. */
  readonly catalog: readonly CatalogEntry[];
  /** Ids or aliases; none means all. */
  readonly models: readonly string[];
  /** Where a catalog of what was verified goes. */
  readonly write?: string | undefined;
}

/** How many questions are under way at once. */
const lanes = 4;

/** Asks the hub for every file of the models, each repository once. */
export async function verifyCatalog(
  { catalog, models, write }: VerifyRequest,
  ports: VerifyPorts,
): Promise<CatalogVerifyResult> {
  const entries = chosen(catalog, models);
  const sights = await askAll([...new Set(entries.map(({ repo }) => repo))], ports);
  refuseSilence([...sights.values()], ports);
  const unasked: RepositorySight = { kind: 'unreachable', why: 'it was not asked' };
  const checks = entries.flatMap((entry) => checkEntry(entry, sights.get(entry.repo) ?? unasked));
  const isOutdated = checks.some(({ outcome }) => outcome === 'changed' || outcome === 'missing');
  const code = isOutdated ? ({ code: 'CATALOG_OUTDATED' } as const) : {};
  const result = { hub: ports.hub, checks, ...code };
  const pinned = write === undefined ? [] : pinCatalog(entries, checks);
  if (write === undefined || pinned.length === 0) return result;
  const note = `# Written by llmkube catalog verify, with what ${ports.hub} told of each file.\n`;
  await ports.writeFile(write, note + writeYaml({ models: pinned }));
  return { ...result, written: write };
}

function chosen(
  catalog: readonly CatalogEntry[],
  models: readonly string[],
): readonly CatalogEntry[] {
  const wanted = models.map((name) => requireModel(name, catalog, 'verify'));
  const all = models.length === 0 ? catalog : wanted;
  // Of two entries that have the name the first counts, as everywhere.
  return all.filter((entry, index) => all.findIndex(({ id }) => id === entry.id) === index);
}

async function askAll(
  repos: readonly string[],
  { readRepository }: VerifyPorts,
): Promise<ReadonlyMap<string, RepositorySight>> {
  const sights = new Map<string, RepositorySight>();
  const left = repos.values();
  const lane = async () => {
    for (const repo of left) sights.set(repo, await readRepository(repo));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return sights;
}

// Where nothing was told nothing was verified, and a list of nothing would look like an answer.
function refuseSilence(sights: readonly RepositorySight[], { hub }: VerifyPorts): void {
  const [first] = sights;
  if (first?.kind !== 'unreachable' || sights.some(({ kind }) => kind !== 'unreachable')) return;
  throw new LlmkubeError(
    'HUB_UNREACHABLE',
    `Cannot verify the catalog: the hub ${hub} does not tell what it has: ${first.why}`,
    {
      facts: { endpoint: hub },
      suggestions: [`curl -sI ${hub}`, 'HF_ENDPOINT=<another hub> llmkube catalog verify'],
    },
  );
}
