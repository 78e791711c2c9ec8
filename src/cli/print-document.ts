import { printableLines } from '../ui/printable.ts';

/** The forms of a read verb's one document that are for machines. */
export type DocumentForm = 'json' | 'yaml';

/** Prints what a read verb found: one document for machines, text for people. */
export async function printDocument<Result>(
  result: Result,
  form: DocumentForm | undefined,
  text: (result: Result) => string,
): Promise<void> {
  process.stdout.write(await writeDocument(result, form, text));
}

async function writeDocument<Result>(
  result: Result,
  form: DocumentForm | undefined,
  text: (result: Result) => string,
): Promise<string> {
  if (form === 'json') return `${JSON.stringify(result)}\n`;
  if (form === undefined) return printableLines(text(result));
  const { writeYaml } = await import('../core/document/write-yaml.ts');
  return writeYaml(result);
}
