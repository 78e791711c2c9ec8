import { issueSentences } from '../document/issue-sentences.ts';
import { parseYaml } from '../document/parse-yaml.ts';
import { fieldSentence, pathText } from '../document/problem.ts';
import type { CatalogEntry } from './catalog-entry.ts';
import { catalogSchema } from './catalog-schema.ts';

export type CatalogOutcome =
  | { readonly kind: 'read'; readonly models: readonly CatalogEntry[] }
  /** Each says where. */
  | { readonly kind: 'malformed'; readonly problems: readonly string[] };

/** Reads a catalog from YAML or JSON: `models`, a list of entries. */
export function parseCatalog(text: string): CatalogOutcome {
  const document = parseYaml(text);
  if (document.kind === 'malformed') {
    const { line, column } = document;
    return { kind: 'malformed', problems: [`it is no YAML at line ${line}, column ${column}`] };
  }
  // A file that says nothing, as one of comments only.
  if (document.value === null) return { kind: 'read', models: [] };
  const parsed = catalogSchema.safeParse(document.value);
  if (!parsed.success) {
    const told = { schema: catalogSchema, value: document.value };
    const problems = parsed.error.issues
      .flatMap((issue) => issueSentences(issue, told))
      .map(({ path, message }) => fieldSentence(pathText(path), message));
    return { kind: 'malformed', problems };
  }
  const names = parsed.data.models.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return twice.length === 0
    ? // What is absent stays absent, and never becomes undefined.
      { kind: 'read', models: parsed.data.models as readonly CatalogEntry[] }
    : { kind: 'malformed', problems: [`two models are called ${twice.join(' and ')}`] };
}
