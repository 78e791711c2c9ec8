import { isMap, isScalar, isSeq, LineCounter, type Node, type YAMLMap } from 'yaml';
import type { FieldPath, Position } from './problem.ts';

/** Lines and columns of the offsets of one piece of a file. */
export function positionsOf(text: string, firstLine: number): (offset: number) => Position {
  let counter: LineCounter | undefined;
  // Counted when the first place is asked for, which in a document without problems is never.
  return (offset) => {
    counter ??= countLines(text);
    const { line, col } = counter.linePos(Math.min(offset, text.length));
    return { line: Math.max(1, line) - 1 + firstLine, column: Math.max(1, col) };
  };
}

function countLines(text: string): LineCounter {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    counter.addNewLine(at + 1);
  }
  return counter;
}

/** The offset of a field's value, or of its key, or of the nearest parent that is there. */
export function offsetOf(root: Node | null, path: FieldPath, wanted: 'key' | 'value'): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const [index, part] of path.entries()) {
    const found = childOf(node, part);
    if (found === undefined) return offset;
    const isLast = index === path.length - 1;
    // A parent is known by its key: its value may begin lines below.
    const place = isLast && wanted === 'value' ? found.value : (found.key ?? found.value);
    offset = place?.range?.[0] ?? offset;
    node = found.value;
  }
  return offset;
}

interface Child {
  readonly key?: Node;
  readonly value: Node | null;
}

function childOf(node: unknown, part: PropertyKey): Child | undefined {
  if (isSeq(node)) {
    const value = node.items[Number(part)];
    return value === undefined ? undefined : { value: value as Node };
  }
  if (!isMap(node)) return undefined;
  return childrenOf(node).get(part);
}

// A map of very many fields may have a problem with each of them: it is walked once for all.
const childrenOfMaps = new WeakMap<YAMLMap, ReadonlyMap<unknown, Child>>();

function childrenOf(map: YAMLMap): ReadonlyMap<unknown, Child> {
  const known = childrenOfMaps.get(map);
  if (known !== undefined) return known;
  const children = new Map<unknown, Child>();
  for (const { key, value } of map.items) {
    // Of a key that is given twice the first is meant.
    if (!isScalar(key) || children.has(key.value)) continue;
    children.set(key.value, { key: key as Node, value: value as Node | null });
  }
  childrenOfMaps.set(map, children);
  return children;
}
