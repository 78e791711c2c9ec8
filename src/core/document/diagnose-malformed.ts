import {
  type Document,
  type ErrorCode,
  isMap,
  isScalar,
  isSeq,
  type Scalar,
  type YAMLError,
} from 'yaml';
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
export function diagnoseMalformed({ file, line, offset, ...relaxed }: Unparsed): Malformed {
  return malformed(file, faultsOf(relaxed.text, offset), positionsOf(relaxed, line));
}

function faultsOf(text: string, offset: number): readonly Fault[] {
  const nothingSaid = { documents: [], errors: [] };
  const isShort = text.length <= documentLimits.diagnosedCharacters;
  const { documents, errors } = isShort ? composeDocuments(text) : nothingSaid;
  const faults = documents.flatMap((document) =>
    [...document.errors, ...document.warnings].map((error) =>
      faultOf(error, pathAt(document.contents, error.pos[0], text)),
    ),
  );
  const found = [...faults, ...errors.map((error) => faultOf(error, []))];
  if (found.length > 0) return found.slice(0, documentLimits.syntaxProblems);
  return [{ offset, path: [], message: 'this is not YAML here' }];
}

function faultOf({ code, pos }: YAMLError, path: FieldPath): Fault {
  return { offset: pos[0], path, message: sentences[code] ?? 'this is not YAML' };
}

/** The field that an offset is in. */
function pathAt(root: unknown, offset: number, text: string): FieldPath {
  const path: PropertyKey[] = [];
  let node = root;
  for (;;) {
    const part = partAt(node, offset, text);
    if (part === undefined) return path;
    path.push(part.name);
    node = part.value;
  }
}

function partAt(node: unknown, offset: number, text: string) {
  if (isSeq(node)) {
    const index = node.items.findLastIndex((item) => beginsBefore(item, offset));
    return index === -1 ? undefined : { name: index, value: node.items[index] };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.findLast(({ key }) => beginsBefore(key, offset));
  // Without a colon it is no name but a text that went astray, such as a line of a secret.
  if (pair === undefined || !isScalar(pair.key) || !isName(pair.key, text)) return undefined;
  return { name: String(pair.key.value), value: pair.value };
}

function isName({ range }: Scalar, text: string): boolean {
  if (range === undefined || range === null) return false;
  return /^[ \t]*:/.test(text.slice(range[1], range[1] + 100));
}

function beginsBefore(node: unknown, offset: number): boolean {
  const start = (node as Document.Parsed['contents'])?.range?.[0];
  return start !== undefined && start <= offset;
}
