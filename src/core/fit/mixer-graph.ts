import { addNode, type Graph, type GraphNode } from './graph-memory.ts';
import type { LayerQuestion, LayerTensors } from './layer-graph.ts';

type Mixer = (graph: Graph, inputs: LayerTensors, question: LayerQuestion) => GraphNode;

/** Bytes of a float of a result. */
const float = 4;

/** Attention or recurrence of a layer, from its normed input to what is added to the input. */
export function addMixer(graph: Graph, inputs: LayerTensors, question: LayerQuestion): GraphNode {
  const { recurrent, latent, heads } = question.shape;
  if (latent !== undefined) return addLatentAttention(graph, inputs, question);
  if (heads > 0 || recurrent === undefined) return addAttention(graph, inputs, question);
  return recurrent.form === 'delta'
    ? addDelta(graph, inputs, question)
    : addScan(graph, inputs, question);
}

const addAttention: Mixer = (graph, inputs, question) => {
  const { normed, position, keyRows, valueRows, keyTurn, valueTurn, mask } = inputs;
  const { shape, tokens, embedding } = question;
  const bytes = float * tokens;
  const queryBytes = bytes * shape.heads * shape.keySize;
  const keyBytes = bytes * shape.kvHeads * shape.keySize;
  // Rotation is of a view, which cannot be written over.
  const project = (size: number): GraphNode => addNode(graph, size, { inputs: [normed] });
  const rotate = (size: number, from: GraphNode): GraphNode =>
    addNode(graph, size, { inputs: [from, position] });
  // In a quantized cache, K and V are multiplied with a matrix that spreads outliers (Hadamard).
  const turnKeys = (size: number, node: GraphNode): GraphNode =>
    question.turnsKeys ? addNode(graph, size, { inputs: [node, keyTurn] }) : node;
  const turnValues = (size: number, node: GraphNode): GraphNode =>
    question.turnsValues ? addNode(graph, size, { inputs: [node, valueTurn] }) : node;
  const valueBytes = bytes * shape.kvHeads * shape.valueSize;
  const projected = project(shape.gated ? 2 * queryBytes : queryBytes);
  const query = turnKeys(queryBytes, rotate(queryBytes, projected));
  const makeKey = (): GraphNode => turnKeys(keyBytes, rotate(keyBytes, project(keyBytes)));
  const early = question.keysFirst ? makeKey() : undefined;
  const value = turnValues(valueBytes, project(valueBytes));
  const key = early ?? makeKey();
  addNode(graph, 0, { inputs: [key, keyRows] });
  addNode(graph, 0, { inputs: [value, valueRows] });
  const mixedBytes = bytes * shape.heads * shape.valueSize;
  const mixed = mixTokens(graph, { query, mask, mixedBytes }, question);
  const turned = turnValues(mixedBytes, mixed);
  if (!shape.gated) return addNode(graph, bytes * embedding, { inputs: [turned] });
  const gate = addNode(graph, mixedBytes, { inputs: [projected] });
  const gated = addNode(graph, mixedBytes, { inputs: [gate, turned], inPlace: true });
  return addNode(graph, bytes * embedding, { inputs: [gated] });
};

interface Queries {
  readonly query: GraphNode;
  readonly mask: () => GraphNode;
  readonly mixedBytes: number;
}

/**
 * Without flash attention every token has a score for every cell; the host computes them where it
 * keeps the cache (llama.cpp 0.7.0).
 */
function mixTokens(
  graph: Graph,
  { query, mask, mixedBytes }: Queries,
  question: LayerQuestion,
): GraphNode {
  const { shape, tokens, cells, hostKeys, hostValues, formedKeys, formedValues } = question;
  if (isMixedOnHost(question)) {
    addNode(graph, 0, { inputs: [query] });
    return addNode(graph, mixedBytes);
  }
  const keys = takeCache(graph, hostKeys, formedKeys);
  const values = takeCache(graph, hostValues, formedValues);
  if (question.flash) {
    const bytes = mixedBytes + cacheCopy(question);
    return addNode(graph, bytes, { inputs: [query, ...keys, ...values, mask()] });
  }
  const scoreBytes = float * tokens * cells * shape.heads;
  const scores = addNode(graph, scoreBytes, { inputs: [...keys, query] });
  const shares = addNode(graph, scoreBytes, { inputs: [scores, mask()], inPlace: true });
  const mixed = addNode(graph, mixedBytes, { inputs: [...values, shares] });
  return shape.latent === undefined ? addNode(graph, mixedBytes, { inputs: [mixed] }) : mixed;
}

/** A device leaves attention to the host; but for latent attention, whose answers it multiplies. */
export function isMixedOnHost({ flash, hostKeys, shape, probed }: LayerQuestion): boolean {
  return !flash && hostKeys > 0 && shape.latent === undefined && !probed;
}

/** The host's part of a layer of another device that keeps its cache there. */
export function addMixerOfOthers(
  graph: Graph,
  { mask, keyRows, valueRows }: Pick<LayerTensors, 'mask' | 'keyRows' | 'valueRows'>,
  question: LayerQuestion,
): void {
  const { shape, tokens, hostKeys } = question;
  if (hostKeys === 0) return;
  const { heads, kvHeads, keySize, valueSize, latent } = shape;
  const copy = (elements: number): GraphNode => addNode(graph, float * tokens * elements);
  const key = copy(kvHeads * keySize);
  const value = latent === undefined ? [copy(kvHeads * valueSize)] : [];
  const query = isMixedOnHost(question) ? copy(heads * keySize) : undefined;
  addNode(graph, 0, { inputs: [key, keyRows] });
  if (latent === undefined) addNode(graph, 0, { inputs: [...value, valueRows] });
  if (query === undefined) return;
  const mixedBytes = float * tokens * heads * valueSize;
  const here = { ...question, hostKeys: 0, hostValues: 0 };
  addNode(graph, 0, { inputs: [mixTokens(graph, { query, mask, mixedBytes }, here)] });
}

/** K or V of a layer where it is not used as it lies in the cache: copied, and then formed. */
function takeCache(graph: Graph, copied: number, formed: number): GraphNode[] {
  const copies = copied === 0 ? [] : [addNode(graph, copied)];
  return formed === 0 ? copies : [addNode(graph, formed, { inputs: copies })];
}

/**
 * One layer's K and V in f16 where the cache is in another type, after the result itself. V that is
 * part of K is not copied again, but where both came over from the host.
 */
function cacheCopy(question: LayerQuestion): number {
  const { shape, copiedCells, copiesKeys, copiesValues, hostKeys } = question;
  const { kvHeads, keySize, valueSize, latent } = shape;
  const ofLatent = hostKeys === 0 ? 0 : (latent?.rank ?? 0);
  const keys = copiesKeys ? kvHeads * keySize : 0;
  const values = latent === undefined ? kvHeads * valueSize : ofLatent;
  return 2 * copiedCells * (keys + (copiesValues ? values : 0));
}

const addLatentAttention: Mixer = (graph, { normed, position, keyRows, mask }, question) => {
  const { shape, tokens, embedding } = question;
  const { key, value, rank, rope, queryRank } = shape.latent ?? noLatent;
  const bytes = float * tokens;
  const node = (elements: number, ...inputs: GraphNode[]): GraphNode =>
    addNode(graph, bytes * elements, { inputs });
  const { heads } = shape;
  const source = queryRank === 0 ? normed : node(queryRank, normed);
  const plain = node(heads * key, source);
  const absorbed = node(heads * rank, plain);
  const query = node(heads * (rank + rope), absorbed, node(heads * rope, plain, position));
  const compressed = node(rank + rope, normed);
  const latent = node(rank, compressed);
  const kept = node(rank + rope, latent, node(rope, compressed, position));
  addNode(graph, 0, { inputs: [kept, keyRows] });
  const mixed = mixTokens(graph, { query, mask, mixedBytes: bytes * heads * rank }, question);
  const values = node(heads * value, node(heads * value, mixed));
  return node(embedding, values);
};

const noLatent = { key: 0, value: 0, rank: 0, rope: 0, queryRank: 0 };

/** The gated delta net of Qwen. */
const addDelta: Mixer = (graph, { normed }, { shape, tokens, embedding, slots }) => {
  const { inner, keys, heads, convolutionBytes, stateBytes } = shape.recurrent ?? noRecurrence;
  const bytes = float * tokens;
  const node = (elements: number, ...inputs: GraphNode[]): GraphNode =>
    addNode(graph, bytes * elements, { inputs });
  const channels = inner + 2 * keys;
  const past = addNode(graph, convolutionBytes * slots);
  const projected = node(channels, normed);
  const joined = addNode(graph, bytes * channels + convolutionBytes * slots, {
    inputs: [past, projected],
  });
  const state = addNode(graph, stateBytes * slots);
  const convolved = node(channels, joined);
  // There may be fewer heads of Q and K than of V; they are repeated then.
  const repeated = (normed: GraphNode): GraphNode => (keys < inner ? node(inner, normed) : normed);
  const query = repeated(node(keys, convolved));
  const key = repeated(node(keys, convolved));
  const rates = node(2 * heads, normed);
  const decay = node(heads, rates);
  const strength = node(heads, rates);
  const delta = addNode(graph, bytes * inner + stateBytes * slots, {
    inputs: [query, key, convolved, decay, strength, state],
  });
  const scaled = node(inner, delta);
  const gate = node(inner, node(inner, normed));
  const gated = addNode(graph, bytes * inner, { inputs: [scaled, gate], inPlace: true });
  return node(embedding, gated);
};

const noRecurrence = {
  ...{ inner: 0, keys: 0, heads: 0, scanned: 0, stepRank: 0 },
  ...{ convolutionBytes: 0, stateBytes: 0 },
};

/** Mamba. */
const addScan: Mixer = (graph, inputs, { shape, tokens, embedding, slots }) => {
  const { normed, past, addPast, gateElsewhere } = inputs;
  const { inner, keys, scanned, stepRank, ...sizes } = shape.recurrent ?? noRecurrence;
  const bytes = float * tokens;
  const node = (elements: number, ...from: GraphNode[]): GraphNode =>
    addNode(graph, bytes * elements, { inputs: from });
  const kept = sizes.convolutionBytes * slots;
  const before = past ?? addNode(graph, kept);
  const projected = node(2 * (inner + keys), normed);
  const joined = addNode(graph, bytes * (inner + 2 * keys) + kept, { inputs: [before, projected] });
  const convolved = node(inner + 2 * keys, joined);
  const rates = scanned === 0 ? [] : [node(scanned, convolved)];
  const steps = node(inner, ...(scanned === 0 ? [convolved] : [node(stepRank, ...rates)]));
  const result = addNode(graph, bytes * inner + sizes.stateBytes * slots, {
    inputs: [convolved, steps, ...rates],
  });
  // States of sequences that are not in the batch are copied as they are.
  addNode(graph, 0, { inputs: [addNode(graph, sizes.stateBytes * (slots - 1))] });
  addPast?.();
  const gate = gateElsewhere?.(projected) ?? node(inner, projected);
  const skipped = addNode(graph, bytes * inner, { inputs: [convolved], inPlace: true });
  const summed = addNode(graph, bytes * inner, { inputs: [skipped, result], inPlace: true });
  return node(embedding, node(inner, gate, summed));
};
