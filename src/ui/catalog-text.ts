import type { CatalogEntry, CatalogFile } from '../core/catalog/catalog-entry.ts';
import type { CatalogResult } from '../core/catalog/catalog-result.ts';
import type { CatalogSettings } from '../core/catalog/catalog-settings.ts';
import { formatBytes } from '../core/text/bytes.ts';
import { didYouMean } from '../core/text/did-you-mean.ts';
import { settingsText } from './settings-text.ts';
import { formatTable } from './tables/format-table.ts';

/** The table of `catalog list` and `catalog search`. */
export function catalogText({ models, near = [] }: CatalogResult): string {
  if (models.length === 0) return `No such model in the catalog${didYouMean(near)}\n`;
  const rows = models.map((entry) => [
    entry.id,
    usualFile(entry)?.name ?? '',
    sizeOf(usualFile(entry)),
    contextOf(entry),
    entry.license ?? '',
    entry.title,
  ]);
  return formatTable(['MODEL', 'QUANT', 'SIZE', 'CONTEXT', 'LICENSE', 'TITLE'], rows);
}

/** What `catalog show` says of a model. */
export function catalogModelText(model: CatalogEntry): string {
  const { title, id, aliases = [], repo, upstream, license, parameters, files } = model;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['also called', aliases.join(', ') || undefined],
    ['files of', repo],
    ['made from', upstream],
    ['license', license && `${license}; \`llmkube license ${id}\` says what it asks for`],
    ['parameters', parameters],
    ['context', contextOf(model) || undefined],
    ['reads', model.modalities?.join(', ')],
    ['can', model.capabilities?.join(', ')],
    ['recommended', model.settings && recommendedText(model.settings)],
    ['verified', files.every(({ sha256 }) => sha256 !== undefined) ? undefined : unverified(id)],
    ['known from', model.sources?.join(nextLine)],
  ];
  const known = facts.flatMap(([name, fact]) =>
    fact === undefined ? [] : [`  ${name.padEnd(12)}${fact}\n`],
  );
  const rows = files.map((file) => [
    file.name === model.usual ? `${file.name} (usual)` : file.name,
    sizeOf(file),
    file.sha256 === undefined ? 'not known' : 'known',
    file.file,
  ]);
  const table = formatTable(['QUANT', 'SIZE', 'SHA256', 'FILE'], rows);
  return `${title}, \`llmkube deploy ${id}\`\n${known.join('')}\n${table}`;
}

// Below the first line of the same fact.
const nextLine = `\n${' '.repeat(14)}`;

// Sources are often copies by others, so people are to see which of them says it.
function recommendedText(settings: CatalogSettings): string {
  const { source } = settings;
  return settingsText(settings) + (source === undefined ? '' : `${nextLine}by ${source}`);
}

// Whose digest is known needs no trust: no other file is taken.
function unverified(id: string): string {
  return `no; \`llmkube catalog verify ${id}\` asks the hub`;
}

function usualFile({ files, usual }: CatalogEntry): CatalogFile | undefined {
  return files.find(({ name }) => name === usual);
}

function sizeOf(file: CatalogFile | undefined): string {
  return file?.bytes === undefined ? '' : formatBytes(file.bytes);
}

function contextOf({ contextTokens }: CatalogEntry): string {
  return contextTokens === undefined ? '' : String(contextTokens);
}
