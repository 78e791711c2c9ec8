import {
  Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
} from 'yaml';
import { commentedDocument } from './commented-document.ts';
import { goSchema } from './go-schema.ts';
import type { FieldPath } from './problem.ts';
import type { SourceDocument } from './read-documents.ts';

/** Where a value of the new document stood, with its comments. */
export interface Move {
  readonly to: FieldPath;
  readonly source: SourceDocument;
  readonly from: FieldPath;
}

/** A document to write, and where its values stood. */
export interface Converted {
  readonly value: unknown;
  /** The document whose comment at the top is that of the new one. */
  readonly source: SourceDocument;
  readonly origins: readonly Move[];
  /** Of these the comments alone. */
  readonly comments: readonly Move[];
}

/**
 * Writes a document that was made out of others as YAML, with the comments of what it took over and
 * in the spelling that values had there.
 */
export function writeConverted({ value, source, origins, comments }: Converted): string {
  const document = new Document(value, {
    schema: goSchema,
    version: '1.1',
    aliasDuplicateObjects: false,
  });
  const moving = new Moving(document);
  moving.takeTop(source);
  const inOrder = [...comments, ...origins].toSorted(
    (one, other) => offsetOf(one) - offsetOf(other),
  );
  for (const move of inOrder) moving.take(move);
  return document.toString({ lineWidth: 0, directives: false });
}

function offsetOf({ source, from }: Move): number {
  const { contents } = commentedDocument(source.written);
  return childAt(contents, [...source.root, ...from])?.value?.range?.[0] ?? 0;
}

class Moving {
  readonly #document: Document;
  /** A comment of a block goes to the first of its values that is taken, and once. */
  readonly #spent = new Set<unknown>();

  constructor(document: Document) {
    this.#document = document;
  }

  takeTop({ written, root }: SourceDocument): void {
    if (root.length > 0) return;
    const yaml = commentedDocument(written);
    const { contents } = yaml;
    this.#spent.add(contents);
    this.#document.commentBefore = joined(yaml.commentBefore, contents?.commentBefore) ?? null;
    this.#document.comment = joined(contents?.comment, yaml.comment) ?? null;
  }

  take({ to, source, from }: Move): void {
    const target = childAt(this.#document.contents, to);
    const path = [...source.root, ...from];
    const origin = childAt(commentedDocument(source.written).contents, path);
    if (target === undefined || origin === undefined) return;
    const { commentBefore, comment } = this.#blockComments(source, path);
    const isSame = isUnchanged(origin.value, target.value);
    const node = isSame ? replace(target, origin.value?.clone() as Node) : target.value;
    this.#spent.add(origin.value);
    const own = isSame ? [] : [origin.value?.commentBefore];
    const owner = target.key ?? node;
    if (owner !== null) {
      const before = joined(commentBefore, origin.key?.commentBefore, ...own);
      owner.commentBefore = joined(before, owner.commentBefore) ?? null;
    }
    const behind = isSame ? undefined : origin.value?.comment;
    if (isScalar(node)) node.comment = joined(node.comment, behind) ?? null;
    else if (owner !== null) owner.commentBefore = joined(owner.commentBefore, behind) ?? null;
    this.#document.comment = joined(this.#document.comment, comment) ?? null;
  }

  // Of the blocks around a field, outermost first.
  #blockComments({ written }: SourceDocument, path: FieldPath) {
    const yaml = commentedDocument(written);
    let commentBefore: string | undefined;
    let comment: string | undefined;
    for (let length = 0; length < path.length; length += 1) {
      const block: Pick<Child, 'key' | 'value'> | undefined =
        length === 0 ? { value: yaml.contents } : childAt(yaml.contents, path.slice(0, length));
      if (block === undefined || this.#spent.has(block.value)) continue;
      this.#spent.add(block.value);
      const top = length === 0 ? yaml.commentBefore : block.key?.commentBefore;
      commentBefore = joined(commentBefore, top, block.value?.commentBefore);
      comment = joined(comment, block.value?.comment);
    }
    return { commentBefore, comment };
  }
}

function replace(target: Child, value: Node): Node {
  // An item of a list that was taken whole has its comment already.
  const isTaken = target.value?.comment === value.comment;
  if (!isTaken) value.comment = joined(target.value?.comment, value.comment) ?? null;
  target.replace(value);
  return value;
}

interface Child {
  readonly key?: Node;
  readonly value: Node | null;
  readonly replace: (value: Node) => void;
}

function childAt(root: unknown, path: FieldPath): Child | undefined {
  let child: Child | undefined;
  let node = root;
  for (const part of path) {
    child = childOf(node, part);
    node = child?.value;
  }
  return child;
}

function childOf(node: unknown, part: PropertyKey): Child | undefined {
  if (isSeq(node)) {
    const index = Number(part);
    const value = node.items[index] as Node | undefined;
    if (value === undefined) return undefined;
    const replace = (other: Node): void => {
      node.items[index] = other;
    };
    return { value, replace };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === part) as
    | Pair<Node, Node | null>
    | undefined;
  if (pair === undefined) return undefined;
  const replace = (other: Node): void => {
    pair.value = other;
  };
  return { key: pair.key, value: pair.value, replace };
}

// A part that leans on anchors elsewhere in its document cannot stand without them.
function isUnchanged(before: Node | null, after: Node | null): boolean {
  if (before === null || after === null) return false;
  let isFree = true;
  visit(before, (_, node) => {
    const isMerge = isPair(node) && isScalar(node.key) && node.key.value === '<<';
    if (isMerge || isAlias(node) || (isNode(node) && Reflect.has(node, 'anchor'))) isFree = false;
  });
  if (!isFree) return false;
  const values = [before, after].map((node) => JSON.stringify(node.toJS(new Document())));
  return values[0] === values[1];
}

function joined(...comments: readonly (string | null | undefined)[]): string | undefined {
  const said = comments.filter((comment) => typeof comment === 'string');
  return said.length === 0 ? undefined : said.join('\n');
}
