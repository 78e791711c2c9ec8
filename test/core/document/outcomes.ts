import { diagnoseMalformed } from '../../../src/core/document/diagnose-malformed.ts';
import { type Problem, problemText } from '../../../src/core/document/problem.ts';
import {
  type DocumentOutcome,
  type ReadOutcome,
  readDocuments,
  type SourceDocument,
} from '../../../src/core/document/read-documents.ts';

export function read(text: string | Uint8Array): readonly DocumentOutcome[] {
  return [...readDocuments('a.yaml', text)].map(diagnosed);
}

export function diagnosed(outcome: ReadOutcome): DocumentOutcome {
  return outcome.kind === 'unparsed' ? diagnoseMalformed(outcome) : outcome;
}

/** The documents of a text that has no problem. */
export function documentsOf(text: string | Uint8Array): readonly SourceDocument[] {
  return read(text).map((outcome) => {
    const problems = problemsIn(outcome);
    if (outcome.kind === 'document' && problems.length === 0) return outcome.document;
    throw new Error(problems.map(problemText).join('\n'));
  });
}

/** The one document of a text. */
export function documentOf(text: string | Uint8Array): SourceDocument {
  const [document, ...others] = documentsOf(text);
  if (document === undefined || others.length > 0) throw new Error('expected one document');
  return document;
}

export function problemsOf(text: string | Uint8Array): readonly Problem[] {
  return read(text).flatMap(problemsIn);
}

function problemsIn(outcome: DocumentOutcome): readonly Problem[] {
  return outcome.kind === 'malformed' ? outcome.problems : outcome.document.problems;
}

/** Each problem as `line:column message`. */
export function toldOf(text: string | Uint8Array): readonly string[] {
  return problemsOf(text).map(({ line, column, message }) => `${line}:${column} ${message}`);
}
