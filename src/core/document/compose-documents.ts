import { Composer, type Document, Lexer, Parser, type YAMLError } from 'yaml';
import { goSchema } from './go-schema.ts';
import { documentLimits } from './limits.ts';

export interface ComposedDocuments {
  /** Each with its comments and, if it is malformed, what is wrong with it. */
  readonly documents: readonly Document.Parsed[];
  /** Of what stands outside of documents. */
  readonly errors: readonly YAMLError[];
}

/**
 * Reads the documents of a text with all that is written in them, which takes its time. Of a text
 * in which too much is nested there are those before it.
 */
export function composeDocuments(text: string): ComposedDocuments {
  const composer = new Composer({
    schema: goSchema,
    version: '1.1',
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const parser = new Parser();
  const documents: Document.Parsed[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    // Each value inside another is on the stack twice: once it, once what holds it open.
    if (parser.stack.length > 2 * documentLimits.depth) return { documents, errors: [] };
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  const { errors, warnings } = composer.streamInfo();
  return { documents, errors: [...errors, ...warnings] };
}
