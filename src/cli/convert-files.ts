import { checkConversion } from '../core/convert/check-conversion.ts';
import type { ConvertResult } from '../core/convert/convert-result.ts';
import { OperatorDocuments } from '../core/convert/operator-documents.ts';
import { storeComment } from '../core/convert/store-comment.ts';
import { writeAgain } from '../core/document/commented-document.ts';
import { ProblemList } from '../core/document/problem-list.ts';
import type { SourceDocument } from '../core/document/read-documents.ts';
import { writeConverted } from '../core/document/write-converted.ts';
import { writeYaml } from '../core/document/write-yaml.ts';
import { checkSpec, isOfOperator } from '../core/spec/spec-schema.ts';
import { runtimes } from '../runtimes/runtimes.ts';
import { readFiles } from './read-files.ts';
import type { FileFlags } from './read-specs.ts';

export interface ConvertedFiles extends ConvertResult {
  /** All documents as YAML, with the comments of those that they come from. */
  readonly text: string;
}

/**
 * Makes documents of ours out of the operator's. Throws `DOCUMENT_INVALID` with all problems of all
 * files at once, and `FILE_UNREADABLE`.
 */
export async function convertFiles(
  flags: Pick<FileFlags, 'filename' | 'recursive'>,
): Promise<ConvertedFiles> {
  const problems = new ProblemList(['llmkube convert --help', 'llmkube schema']);
  const operator = new OperatorDocuments();
  const own: SourceDocument[] = [];
  for await (const outcome of readFiles(flags.filename, flags, process.stdin)) {
    if (outcome.kind === 'malformed') {
      problems.add(outcome.problems);
      operator.miss();
    } else if (isOfOperator(outcome.document)) problems.add(operator.add(outcome.document));
    else {
      const checked = checkSpec(runtimes, outcome.document);
      if (checked.kind === 'invalid') problems.add(checked.problems);
      own.push(outcome.document);
    }
  }
  const { conversions, problems: others } = operator.join();
  problems.add(others);
  for (const conversion of conversions) {
    const checked = checkConversion(runtimes, conversion);
    if (checked.kind === 'invalid') problems.add(checked.problems);
  }
  problems.refuse();
  const texts = [
    ...own.map(textOf),
    ...conversions.map((one) => storeComment(one) + writeConverted(one)),
  ];
  return {
    documents: [...own, ...conversions].map(({ value }) => Object(value)),
    notes: conversions.flatMap(({ notes }) => notes),
    text: texts.join('---\n'),
  };
}

function textOf({ written, root, value }: SourceDocument): string {
  return root.length === 0 ? writeAgain(written) : writeYaml(value);
}
