import { Document, isScalar } from 'yaml';
import { composeDocuments } from './compose-documents.ts';
import { goSchema } from './go-schema.ts';
import type { WrittenDocument } from './read-documents.ts';

const known = new WeakMap<WrittenDocument, Document>();

/**
 * A document that was read, with its comments and the spelling of its values; without them where
 * the two readers of YAML do not agree on what it is.
 */
export function commentedDocument(written: WrittenDocument): Document {
  const before = known.get(written);
  if (before !== undefined) return before;
  const { documents } = composeDocuments(written.text);
  const found = documents.filter(holdsAnything)[written.index];
  const isFit = found !== undefined && found.errors.length === 0;
  const document = isFit ? found : new Document(written.value, { schema: goSchema });
  known.set(written, document);
  return document;
}

function holdsAnything({ contents }: Document): boolean {
  return contents !== null && !(isScalar(contents) && contents.value === null);
}

/** A document as it was, comments and all, in one form of indentation. */
export function writeAgain(written: WrittenDocument): string {
  return commentedDocument(written).toString({ directives: false, lineWidth: 0 });
}
