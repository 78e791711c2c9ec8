import { Composer, type Document, type ErrorCode, Lexer, Parser, type YAMLError } from 'yaml';
import { goSchema } from './go-scalars.ts';
import { documentLimits } from './limits.ts';

/** What is wrong at an offset of a text. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
  /** Where the same was said before. */
  readonly earlier?: number;
}

export interface Composed {
  readonly documents: readonly Document.Parsed[];
  readonly faults: readonly Fault[];
}

// Never the text around it, which may be a secret.
const sentences: Partial<Readonly<Record<ErrorCode, string>>> = {
  ALIAS_PROPS: 'an alias takes no anchor and no tag',
  BAD_ALIAS: 'an anchor or alias has no name',
  BAD_DIRECTIVE: 'a line that begins with % is not accepted',
  BAD_INDENT: 'the indentation does not fit that of the lines around it',
  BLOCK_AS_IMPLICIT_KEY: 'a second `key:` is on a line that has one; quote the value',
  BLOCK_IN_FLOW: 'a block of lines is not possible inside brackets',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'a quote, a bracket, a colon or a comma is missing',
  MULTILINE_IMPLICIT_KEY: 'a line has no `key:`, or a key goes over several lines',
  RESOURCE_EXHAUSTION: 'values are nested too deeply',
  TAB_AS_INDENT: 'a tab indents the line; use spaces',
  TAG_RESOLVE_FAILED: 'the tag is not accepted; write the plain value',
  UNEXPECTED_TOKEN: 'this is not YAML here',
};

// What YAML has no place for, outside of escapes: control characters and halves of a character.
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Reads the syntax of one document, within bounds of time and memory. */
export function composePiece(text: string): Composed {
  const strange = unprintable.exec(text);
  if (strange !== null) {
    const code = strange[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
    return refuse(strange.index, `the control character U+${code} is not accepted`);
  }
  const composer = new Composer({
    schema: goSchema,
    version: '1.1',
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const parser = new Parser();
  const documents: Document.Parsed[] = [];
  let tokens = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token));
    tokens += 1;
    // Each value inside another is on the stack twice: once it, once what holds it open.
    if (parser.stack.length > 2 * documentLimits.depth) {
      return refuse(parser.offset, `more than ${documentLimits.depth} values are nested`);
    }
    if (tokens > documentLimits.tokens) return refuse(parser.offset, 'the document is too large');
  }
  for (const token of parser.end()) documents.push(...composer.next(token));
  documents.push(...composer.end());
  // What stands alone before `---` gives no document to find it in.
  const alone = documents.length === 0 ? text.search(/^%/m) : -1;
  if (alone !== -1) return refuse(alone, sentences.BAD_DIRECTIVE ?? '');
  const errors = documents.flatMap((document) => [...document.errors, ...document.warnings]);
  const shown = errors.slice(0, documentLimits.syntaxProblems).map(toFault);
  return { documents, faults: [...directives(documents), ...shown, ...streamFaults(composer)] };
}

function refuse(offset: number, message: string): Composed {
  return { documents: [], faults: [{ offset, message }] };
}

function toFault({ code, pos }: YAMLError): Fault {
  return { offset: pos[0], message: sentences[code] ?? 'this is not YAML' };
}

function streamFaults(composer: Composer): readonly Fault[] {
  const { errors, warnings } = composer.streamInfo();
  return [...errors, ...warnings].map(toFault);
}

// Kubernetes cuts files at `---`, so that what is said before it is lost.
function directives(documents: readonly Document.Parsed[]): readonly Fault[] {
  return documents.flatMap(({ directives: said }) =>
    said?.yaml.explicit === true ? [{ offset: 0, message: sentences.BAD_DIRECTIVE ?? '' }] : [],
  );
}
