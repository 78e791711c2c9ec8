/** The first lines of a page that nobody edits. */
export function pageStart(title: string): string {
  return `<!-- Written by scripts/docs.ts: change the source and run \`npm run docs\`. -->\n\n# ${title}\n`;
}

/** A table; a line break inside a cell becomes a space, a bar is escaped. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |\n`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('');
}

export function code(text: string): string {
  return `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
