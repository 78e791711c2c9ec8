import type { ComputeQuestion } from './compute-bytes.ts';
import { addLeaf, addNode, type Graph, type GraphNode } from './graph-memory.ts';
import type { LayerInputs } from './layer-graph.ts';
import type { LayerKind } from './model-facts.ts';
import { once } from './once.ts';
import { turnBytes, turnRows } from './turn-matrix.ts';

/** Inputs of layers with the whole context, and of those with a window. */
export interface CacheInputs {
  /** Adds what these layers are the first to use: what is computed at one go gets it before. */
  readonly bring: (layers: readonly InputUser[]) => void;
  /** For a kind of layers that they were brought for. */
  readonly of: (kind: LayerKind) => Omit<LayerInputs, 'goOn'>;
  /** What these layers use of what was brought. */
  readonly usedBy: (layers: readonly InputUser[]) => readonly GraphNode[];
}

/** What decides which inputs a layer uses. */
export interface InputUser {
  readonly kind: LayerKind;
  /** Of the last layer only some tokens go on. */
  readonly isLast: boolean;
}

/** Bytes of the results that inputs have, of a micro-batch. */
export interface InputBytes {
  /** A vector of the embedding's width for each token. */
  readonly vectors: number;
  /** A place in a cache for each token. */
  readonly rows: number;
  readonly positions: number;
}

/** Where a graph gets a tensor of other places from. */
export type AddInput = (bytes: number) => GraphNode;

/** Copies of inputs that a pipeline keeps (llama.cpp 0.7.0). */
const pipelineCopies = 4;

/** Adds inputs of a place: in a pipeline one for each batch in it, which stay. */
export function inputAdder(
  graph: Graph,
  { pipelined, leaves }: { readonly pipelined: boolean; readonly leaves: boolean },
): AddInput {
  return (bytes) => {
    if (!pipelined) return leaves ? addLeaf(graph, bytes) : addNode(graph, bytes);
    const first = addLeaf(graph, bytes, true);
    for (let copy = 1; copy < pipelineCopies; copy += 1) addLeaf(graph, bytes, true);
    return first;
  };
}

/** Sizes of inputs of a micro-batch. */
export function inputBytes({ facts, context }: ComputeQuestion): InputBytes {
  const { reserved } = context;
  return {
    vectors: 4 * reserved * facts.embeddingLength,
    rows: 8 * reserved,
    positions: 4 * reserved,
  };
}

/**
 * Positions, places in caches, and masks, in the order in which layers use them. A device whose
 * cache is on the host gets the mask with the first part of the cache.
 */
export function cacheInputs(
  add: AddInput,
  question: ComputeQuestion,
  { isHost }: { readonly isHost: boolean },
): CacheInputs {
  const isLater = question.settings.kvOnHost && !isHost;
  const added = new Map<boolean, KindInputs>();
  const position = once(() => add(inputBytes(question).positions));
  const stateRows = once(() => add(4 * question.context.slots));
  // A scan takes the rows of the batch, and those of no sequence in it, once more.
  const scanRows = once(() =>
    question.facts.shapes.some(({ recurrent }) => recurrent?.form === 'scan')
      ? [add(4 * question.context.slots), add(4 * question.context.slots)]
      : [],
  );
  const outputRows = once(() => add(4 * question.context.reservedOutputs));
  const kindOf = (kind: LayerKind): KindInputs | undefined => {
    if (kind === 'recurrent' || kind === 'none') return undefined;
    const known = added.get(kind === 'swa');
    if (known !== undefined) return known;
    const made = kindInputs(add, question, { kind, isLater, position: position() });
    added.set(kind === 'swa', made);
    return made;
  };
  const usedBy = (layers: readonly InputUser[]): GraphNode[] =>
    layers.flatMap(({ kind, isLast }) => {
      const first = kind === 'recurrent' ? [stateRows(), ...scanRows()] : [position()];
      const { keyTurn, valueTurn, keyRows, valueRows, mask } = kindOf(kind) ?? {};
      const rows = [keyTurn, valueTurn, keyRows, valueRows, isLater ? undefined : mask?.()];
      return [...first, ...rows, ...(isLast && !isLater ? [outputRows()] : [])].filter(
        (node) => node !== undefined,
      );
    });
  return {
    bring: usedBy,
    usedBy,
    of: (kind) => {
      // A layer that keeps a state has no use for the others.
      const node = kind === 'recurrent' ? stateRows() : position();
      const none = { keyRows: node, valueRows: node, keyTurn: node, valueTurn: node };
      return { ...none, mask: () => node, ...kindOf(kind), position: node, outputRows };
    },
  };
}

type KindInputs = Omit<LayerInputs, 'goOn' | 'position' | 'outputRows'>;

/** Inputs of layers with the whole context, or of those with a window. */
function kindInputs(
  add: AddInput,
  question: ComputeQuestion,
  {
    kind,
    isLater,
    position,
  }: { readonly kind: LayerKind; readonly isLater: boolean; readonly position: GraphNode },
): KindInputs {
  const { facts, context, flash } = question;
  const { rows } = inputBytes(question);
  const maskBytes = (flash ? 2 : 4) * context.reserved;
  // Without flash attention V is kept transposed: each of its elements has a place of its own.
  const valueBytes = flash ? rows : rows * facts.sums.widestValue;
  const isLatent = facts.sums.widestValue === 0;
  const { keyTurn = position, valueTurn = position } = addTurns(add, question, kind);
  const keyRows = isLater ? position : add(rows);
  const valueRows = isLater || isLatent ? keyRows : add(valueBytes);
  const cells = kind === 'swa' ? context.windowCells : context.cells;
  return { keyRows, valueRows, keyTurn, valueTurn, mask: once(() => add(maskBytes * cells)) };
}

/** What heads are turned with before a cache of a kind of layers keeps them. */
function addTurns(
  add: AddInput,
  { facts, settings: { keyType, valueType } }: ComputeQuestion,
  kind: LayerKind,
): { readonly keyTurn?: GraphNode; readonly valueTurn?: GraphNode } {
  const shape = facts.shapes.find((each) => each.kind === kind && each.heads > 0);
  if (shape === undefined || shape.latent !== undefined) return {};
  const keys = turnRows({ type: keyType, size: shape.keySize }, 'keys');
  const values = turnRows({ type: valueType, size: shape.valueSize }, 'values');
  return {
    ...(keys === 0 ? {} : { keyTurn: add(turnBytes(keys)) }),
    ...(values === 0 ? {} : { valueTurn: add(turnBytes(values)) }),
  };
}
