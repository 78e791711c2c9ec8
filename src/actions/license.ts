import type { CatalogEntry } from '../core/catalog/catalog-entry.ts';
import { judgeLicense } from '../core/license/judge-license.ts';
import { licenseOfHeader } from '../core/license/license-of-header.ts';
import type {
  LicenseResult,
  LicenseSource,
  LicenseStatement,
  UnreadSource,
} from '../core/license/license-result.ts';
import { licenses } from '../core/license/licenses.ts';
import type { StatedLicense } from '../core/license/stated-license.ts';
import type { RepositorySight } from '../core/source/hub-facts.ts';
import { parseSource, type Source } from '../core/source/parse-source.ts';
import type { SourceFacts } from '../core/source/source-facts.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import type { HeaderOutcome, HeaderPlace } from '../models/read-metadata-of.ts';
import type { ReadSource } from './ports.ts';

/** What reading a license needs of the world. */
export interface LicensePorts {
  readonly readSource: ReadSource;
  readonly readHeader: (place: HeaderPlace) => Promise<HeaderOutcome>;
  readonly readRepository: (repo: string) => Promise<RepositorySight>;
  readonly signal: AbortSignal;
}

export interface LicenseRequest {
  /** As it was typed. */
  readonly name: string;
  /** Where the weights come from. */
  readonly source: string;
  readonly catalog: readonly CatalogEntry[];
}

/** What one place has to say. */
interface Heard {
  readonly from: LicenseSource;
  readonly stated?: StatedLicense | undefined;
  readonly why?: string;
  /** Thrown when no other place says anything. */
  readonly error?: LlmkubeError;
}

/** Asks every place that may say what the license of a model is. Guesses nothing. */
export async function license(
  { name, source: text, catalog }: LicenseRequest,
  ports: LicensePorts,
): Promise<LicenseResult> {
  const source = parseSource(text);
  const [header, hub] = await Promise.all([hearHeader(source, ports), hearHub(source, ports)]);
  const heard = [header, hub, hearCatalog(source, catalog)];
  const statements = heard.flatMap(({ from, stated }): readonly LicenseStatement[] =>
    stated === undefined ? [] : [{ from, ...stated }],
  );
  const refusal = heard.find(({ error }) => error !== undefined)?.error;
  if (statements.length === 0 && refusal !== undefined) throw refusal;
  const unread = heard.flatMap(({ from, why }): readonly UnreadSource[] =>
    why === undefined ? [] : [{ from, why }],
  );
  return { name, source: text, statements, ...judgeLicense(statements, licenses), unread };
}

async function hearHeader(source: Source, ports: LicensePorts): Promise<Heard> {
  const from = 'header';
  if (source.kind === 'claim' || source.kind === 'oci') {
    return { from, why: `a source of kind \`${source.kind}\` is not read from here` };
  }
  try {
    const question = { source, place: 'host', hasTokenSecret: false } as const;
    const { facts } = await ports.readSource(question, ports.signal);
    const outcome = await ports.readHeader(placeOf(source, facts));
    return outcome.kind === 'read'
      ? { from, stated: licenseOfHeader(outcome.header.metadata) }
      : { from, why: outcome.fact };
  } catch (error) {
    if (!(error instanceof LlmkubeError)) throw error;
    return { from, why: error.message, error };
  }
}

function placeOf(source: Source & { kind: 'path' | 'http' | 'hub' | 's3' }, facts: SourceFacts) {
  if (source.kind === 'path') return { kind: 'file', path: facts.path ?? source.path } as const;
  const url = source.kind === 'http' ? source.url : (facts.url ?? '');
  const { region } = facts;
  return { kind: 'url', url, isHub: source.kind === 'hub', region } as const;
}

async function hearHub(source: Source, { readRepository }: LicensePorts): Promise<Heard> {
  const from = 'hub';
  if (source.kind !== 'hub') return { from };
  const sight = await readRepository(source.repo);
  return sight.kind === 'seen' ? { from, stated: sight.facts.license } : { from, why: sight.why };
}

function hearCatalog(source: Source, catalog: readonly CatalogEntry[]): Heard {
  const entry =
    source.kind === 'hub' ? catalog.find(({ repo }) => repo === source.repo) : undefined;
  const id = entry?.license;
  return { from: 'catalog', ...(id === undefined ? {} : { stated: { id } }) };
}
