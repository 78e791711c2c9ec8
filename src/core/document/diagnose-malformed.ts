import { type Document, type ErrorCode, isMap, isScalar, isSeq, type YAMLError } from 'yaml';
import { composeDocuments } from './compose-documents.ts';
import type { Fault } from './fault.ts';
import { documentLimits } from './limits.ts';
import { positionsOf } from './locate.ts';
import { type Malformed, malformed } from './malformed.ts';
import type { FieldPath } from './problem.ts';
import type { Unparsed } from './read-documents.ts';

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
  TAB_AS_INDENT: 'a tab indents the line; use spaces',
  TAG_RESOLVE_FAILED: 'the tag is not accepted; write the plain value',
  UNEXPECTED_TOKEN: 'this is not YAML here',
};

/**
 * All that is wrong with the syntax of a piece of a file. It is read again by a reader that goes on
 * behind a mistake, which the fast one does not.
 */
export function diagnoseMalformed({ file, piece, offset }: Unparsed): Malformed {
  const { text, line } = piece;
  return malformed(file, faultsOf(text, offset), positionsOf(text, line));
}

function faultsOf(text: string, offset: number): readonly Fault[] {
  const nothingSaid = { documents: [], errors: [] };
  const isShort = text.length <= documentLimits.diagnosedCharacters;
  const { documents, errors } = isShort ? composeDocuments(text) : nothingSaid;
  const faults = documents.flatMap((document) =>
    [...document.errors, ...document.warnings].map((error) => faultOf(error, document)),
  );
  const found = [...faults, ...errors.map((error) => faultOf(error))];
  if (found.length > 0) return found.slice(0, documentLimits.syntaxProblems);
  return [{ offset, path: [], message: unexplained(text, offset) }];
}

// What the other reader would take, such as a tab between brackets.
function unexplained(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const isTab = text.slice(lineStart, offset + 1).includes('\t');
  return isTab ? 'a tab is not accepted here; use spaces' : 'this is not YAML here';
}

function faultOf({ code, pos }: YAMLError, document?: Document.Parsed): Fault {
  const [offset] = pos;
  const path = document === undefined ? [] : pathAt(document.contents, offset);
  return { offset, path, message: sentences[code] ?? 'this is not YAML' };
}

/** The field that an offset is in. */
function pathAt(root: unknown, offset: number): FieldPath {
  const path: PropertyKey[] = [];
  let node = root;
  for (;;) {
    const part = partAt(node, offset);
    if (part === undefined) return path;
    path.push(part.name);
    node = part.value;
  }
}

function partAt(node: unknown, offset: number) {
  if (isSeq(node)) {
    const index = node.items.findLastIndex((item) => beginsBefore(item, offset));
    return index === -1 ? undefined : { name: index, value: node.items[index] };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.findLast(({ key }) => beginsBefore(key, offset));
  if (pair === undefined || !isScalar(pair.key)) return undefined;
  return { name: String(pair.key.value), value: pair.value };
}

function beginsBefore(node: unknown, offset: number): boolean {
  const start = (node as Document.Parsed['contents'])?.range?.[0];
  return start !== undefined && start <= offset;
}
