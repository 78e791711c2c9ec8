import { roundUp } from './weight-bytes.ts';

/** A tensor of a graph, by its place in it. */
export type GraphNode = number;

/** What a graph computes, in the order in which it does; bytes are of results. */
export interface Graph {
  readonly bytes: number[];
  readonly inputs: (readonly GraphNode[])[];
  /** May be written over an input of the same size that nothing else needs. */
  readonly inPlace: boolean[];
  /** Leaves have their memory before everything else. */
  readonly leaves: GraphNode[];
  /** Never given back: there is a copy for each batch of a pipeline. */
  readonly kept: Set<GraphNode>;
  /** Tensors begin at a multiple of this. */
  readonly alignment: number;
}

/** What buffers of ggml begin tensors at a multiple of (ggml 0.27). */
const alignments = { device: 128, host: 32 };

/** A graph of nothing. */
export function emptyGraph(place: 'device' | 'host' = 'device'): Graph {
  const alignment = alignments[place];
  return { bytes: [], inputs: [], inPlace: [], leaves: [], kept: new Set(), alignment };
}

/** Adds a tensor that is computed from others; one of no bytes only uses them. */
export function addNode(
  graph: Graph,
  bytes: number,
  { inputs = [], inPlace = false }: { inputs?: readonly GraphNode[]; inPlace?: boolean } = {},
): GraphNode {
  graph.bytes.push(bytes);
  graph.inputs.push(inputs);
  graph.inPlace.push(inPlace);
  return graph.bytes.length - 1;
}

/** Adds a tensor that is there from the beginning, and to the end where it is kept. */
export function addLeaf(graph: Graph, bytes: number, kept = false): GraphNode {
  const leaf = addNode(graph, bytes);
  graph.leaves.push(leaf);
  if (kept) graph.kept.add(leaf);
  return leaf;
}

/** Memory that is free, from an offset on. */
interface FreeBlock {
  offset: number;
  bytes: number;
}

/**
 * Bytes of the buffer that a graph needs, by the rules of ggml's allocator for graphs (ggml 0.27):
 * the smallest hole that is large enough, else the end; memory of what nothing needs any more is
 * free again.
 */
export function graphBytes(graph: Graph): number {
  const { bytes, inputs, inPlace, leaves, kept, alignment } = graph;
  const users = countUsers(graph);
  const offsets = new Map<GraphNode, number>();
  const free: FreeBlock[] = [{ offset: 0, bytes: Number.POSITIVE_INFINITY }];
  let most = 0;
  const allocate = (node: GraphNode): void => {
    const size = roundUp(bytes[node] ?? 0, alignment);
    if (size === 0 || offsets.has(node)) return;
    const offset = takeBlock(free, size);
    offsets.set(node, offset);
    most = Math.max(most, offset + size);
  };
  for (const leaf of leaves) allocate(leaf);
  const isLeaf = new Set(leaves);
  for (let node = 0; node < bytes.length; node += 1) {
    if (isLeaf.has(node)) continue;
    const sources = inputs[node] ?? [];
    const reused = inPlace[node]
      ? sources.find(
          (source) => users[source] === 1 && !kept.has(source) && bytes[source] === bytes[node],
        )
      : undefined;
    const place = reused === undefined ? undefined : offsets.get(reused);
    if (reused === undefined || place === undefined) {
      allocate(node);
    } else {
      offsets.set(node, place);
      offsets.delete(reused);
    }
    for (const source of sources) {
      const left = (users[source] ?? 0) - 1;
      users[source] = left;
      const offset = offsets.get(source);
      if (left > 0 || offset === undefined || kept.has(source)) continue;
      giveBack(free, { offset, bytes: roundUp(bytes[source] ?? 0, alignment) });
      offsets.delete(source);
    }
  }
  return most;
}

function countUsers({ bytes, inputs }: Graph): number[] {
  const users = bytes.map(() => 0);
  for (const sources of inputs) {
    for (const source of sources) users[source] = (users[source] ?? 0) + 1;
  }
  return users;
}

/** The last block has no end, and is taken from only when no hole will do. */
function takeBlock(free: FreeBlock[], size: number): number {
  let index = free.length - 1;
  for (let hole = 0; hole < free.length - 1; hole += 1) {
    const bytes = free[hole]?.bytes ?? 0;
    if (bytes >= size && bytes <= (free[index]?.bytes ?? 0)) index = hole;
  }
  const block = free[index];
  if (block === undefined) return 0;
  const { offset } = block;
  block.offset += size;
  block.bytes -= size;
  if (block.bytes === 0) free.splice(index, 1);
  return offset;
}

/** Neighbours that are free become one block. */
function giveBack(free: FreeBlock[], { offset, bytes }: FreeBlock): void {
  const index = free.findIndex((block) => block.offset > offset);
  const next = free[index];
  const previous = free[index - 1];
  const meetsPrevious = previous !== undefined && previous.offset + previous.bytes === offset;
  const meetsNext = next !== undefined && offset + bytes === next.offset;
  if (meetsPrevious && meetsNext) {
    previous.bytes += bytes + next.bytes;
    free.splice(index, 1);
  } else if (meetsPrevious) {
    previous.bytes += bytes;
  } else if (meetsNext) {
    next.offset = offset;
    next.bytes += bytes;
  } else {
    free.splice(index, 0, { offset, bytes });
  }
}
