import { type Document, isScalar } from 'yaml';
import { composeDocuments } from './compose-documents.ts';
import type { WrittenDocument } from './read-documents.ts';

const known = new WeakMap<WrittenDocument, Document.Parsed>();

/** A document that was read, with its comments and the spelling of its values. */
export function commentedDocument(written: WrittenDocument): Document.Parsed {
  const before = known.get(written);
  if (before !== undefined) return before;
  const { documents } = composeDocuments(written.text);
  const document = documents.filter(holdsAnything)[written.index];
  if (document === undefined) throw new Error('a document that was read is no document any more');
  known.set(written, document);
  return document;
}

function holdsAnything({ contents }: Document.Parsed): boolean {
  return contents !== null && !(isScalar(contents) && contents.value === null);
}

/** A document as it was, comments and all, in one form of indentation. */
export function writeAgain(written: WrittenDocument): string {
  return commentedDocument(written).toString({ directives: false, lineWidth: 0 });
}
