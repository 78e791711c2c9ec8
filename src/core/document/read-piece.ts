import { Placed, positionsOf } from './locate.ts';
import { malformed } from './malformed.ts';
import { parseEvents } from './parse-events.ts';
import type { FieldPath, Position } from './problem.ts';
import type { DocumentOutcome, ReadOutcome } from './read-documents.ts';
import { type EventSource, readValue } from './read-value.ts';
import type { Piece } from './split-documents.ts';

/** The documents of one piece of a file; `...` may part it into several. */
export function* readPiece(
  file: string,
  piece: Pick<Piece, 'text' | 'line'>,
): Generator<ReadOutcome> {
  const { line } = piece;
  const text = withoutMark(piece.text);
  const parsed = parseEvents(text);
  if (parsed.kind === 'refused') {
    yield malformed(file, [parsed.fault], positionsOf({ text }, line));
  } else if (parsed.kind === 'malformed') {
    const { offset, ...relaxed } = parsed;
    yield { ...relaxed, kind: 'unparsed', file, line, offset };
  } else yield* readEvents({ file, text }, parsed, positionsOf(parsed, line));
}

// Files that were put together have the mark of their encoding at the start of each.
function withoutMark(text: string): string {
  return text.replace(/^(---[ \t]*\r?\n)?\ufeff/, '$1');
}

function* readEvents(
  { file, text }: { readonly file: string; readonly text: string },
  source: EventSource,
  at: (offset: number) => Position,
): Generator<DocumentOutcome> {
  const { events } = source;
  let begin = 0;
  let index = -1;
  while (begin < events.length) {
    const contents = begin + 1;
    const { value, faults, next } = readValue(source, contents);
    begin = next + 1;
    if (faults.length === 0 && value === null) continue;
    index += 1;
    const parts = partsOf(value);
    const { problems } = malformed(file, faults, at);
    // Of a list nobody knows whose they are.
    if (problems.length > 0 && parts[0]?.root.length !== 0) yield { kind: 'malformed', problems };
    else {
      let placed: Placed | undefined;
      const place = (path: FieldPath, wanted: 'key' | 'value') => {
        placed ??= new Placed(source, contents);
        return at(placed.offsetOf(path, wanted));
      };
      const written = { text, index, value };
      for (const { root, own } of parts) {
        const locate = (path: FieldPath) => place([...root, ...path], 'value');
        const locateKey = (path: FieldPath) => place([...root, ...path], 'key');
        yield {
          kind: 'document',
          document: { file, value: own, problems, written, root, locate, locateKey },
        };
      }
    }
  }
}

interface Part {
  readonly root: FieldPath;
  readonly own: unknown;
}

function partsOf(value: unknown): readonly Part[] {
  const { kind, items } = Object(value);
  const isList = typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items);
  if (!isList) return [{ root: [], own: value }];
  return items.map((own: unknown, index: number) => ({ root: ['items', index], own }));
}
