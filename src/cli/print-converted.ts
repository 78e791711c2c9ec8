import { problemText } from '../core/document/problem.ts';
import { printableLines } from '../ui/printable.ts';
import type { ConvertedFiles } from './convert-files.ts';
import type { DocumentForm } from './print-document.ts';

/** Prints converted documents: one document for JSON; else YAML, and the notes beside it. */
export function printConverted(
  { text, documents, notes }: ConvertedFiles,
  form: DocumentForm | undefined,
): void {
  if (form === 'json') {
    process.stdout.write(`${JSON.stringify({ documents, notes })}\n`);
    return;
  }
  const told = notes.map((note) => `Note: ${problemText(note)}\n`).join('');
  process.stderr.write(printableLines(told));
  process.stdout.write(text);
}
