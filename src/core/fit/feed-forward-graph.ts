import { addNode, type Graph, type GraphNode } from './graph-memory.ts';
import type { LayerInputs, LayerQuestion } from './layer-graph.ts';

/** Bytes of a float of a result. */
const float = 4;

/** What decides the size of a feed-forward. */
export type FeedForwardQuestion = Pick<
  LayerQuestion,
  'shape' | 'tokens' | 'embedding' | 'experts' | 'expertsUsed' | 'routing'
>;

/** Scores of experts, and which ones are best. */
export interface Routing {
  readonly chosen: GraphNode;
  readonly shares: GraphNode;
}

/** A feed-forward, from its normed input to what is added to the input. */
export function addFeedForward(
  graph: Graph,
  normed: GraphNode,
  question: FeedForwardQuestion,
): GraphNode {
  if (question.shape.feedForward.expert === 0) return addDense(graph, normed, question);
  const routing = addRouting(graph, normed, question);
  const down = addExperts(graph, [normed, routing.chosen], question);
  return addShared(
    graph,
    { normed, mixed: mixExperts(graph, [down, routing], question) },
    question,
  );
}

/** A feed-forward whose experts are computed on the host; a copy of what they answer comes back. */
export function addFeedForwardElsewhere(
  graph: Graph,
  normed: GraphNode,
  question: FeedForwardQuestion & Pick<LayerInputs, 'goOn'>,
): GraphNode {
  const bytes = float * question.tokens * question.embedding;
  if (question.shape.feedForward.expert === 0) {
    addNode(graph, 0, { inputs: [normed] });
    const fed = addNode(graph, bytes);
    question.goOn();
    return fed;
  }
  const routing = addRouting(graph, normed, question);
  addNode(graph, 0, { inputs: [normed, routing.chosen] });
  const down = addNode(graph, bytes * question.expertsUsed);
  question.goOn();
  return addShared(
    graph,
    { normed, mixed: mixExperts(graph, [down, routing], question) },
    question,
  );
}

/** The host's part of a feed-forward of another device: copies come in, and the answer goes out. */
export function addFeedForwardOfOthers(graph: Graph, question: FeedForwardQuestion): void {
  const { shape, tokens, embedding, experts } = question;
  const normed = addNode(graph, float * tokens * embedding);
  if (shape.feedForward.expert === 0) {
    addNode(graph, 0, { inputs: [addDense(graph, normed, question)] });
    return;
  }
  const chosen = addNode(graph, float * tokens * experts);
  addNode(graph, 0, { inputs: [addExperts(graph, [normed, chosen], question)] });
}

function addDense(
  graph: Graph,
  normed: GraphNode,
  { shape, tokens, embedding }: FeedForwardQuestion,
): GraphNode {
  const { dense, up, gate } = shape.feedForward;
  const bytes = float * tokens;
  if (dense === 0) return addNode(graph, bytes * embedding, { inputs: [normed] });
  const first = gate === 0 ? [] : [addNode(graph, bytes * gate, { inputs: [normed] })];
  const inner = [...first, addNode(graph, bytes * (up || dense), { inputs: [normed] })];
  // A gate makes a new tensor; without one the activation is written over its input.
  const hasGate = gate > 0 || up > dense;
  const active = addNode(graph, bytes * dense, { inputs: inner, inPlace: !hasGate });
  return addNode(graph, bytes * embedding, { inputs: [active] });
}

/** Scores of experts for each token, the best of them, and what each of these counts. */
export function addRouting(
  graph: Graph,
  normed: GraphNode,
  { shape, tokens, experts, expertsUsed, routing }: FeedForwardQuestion,
): Routing {
  const bytes = float * tokens;
  const node = (elements: number, ...inputs: GraphNode[]): GraphNode =>
    addNode(graph, bytes * elements, { inputs });
  const scores = node(experts, normed);
  const biased = shape.feedForward.scoreBias === 0 ? scores : node(experts, scores);
  const chosen = node(experts, biased);
  const ofChosen = node(expertsUsed, scores, chosen);
  if (routing === 'as-scored') return { chosen, shares: ofChosen };
  if (routing === 'softmax') return { chosen, shares: node(expertsUsed, ofChosen) };
  const sum = node(1, node(1, ofChosen));
  // The scores are a view here, which cannot be written over.
  const shares = addNode(graph, bytes * expertsUsed, {
    inputs: [sum, ofChosen],
    inPlace: expertsUsed === 1,
  });
  return { chosen, shares };
}

function addExperts(
  graph: Graph,
  inputs: readonly GraphNode[],
  { shape, tokens, embedding, expertsUsed }: FeedForwardQuestion,
): GraphNode {
  const bytes = float * tokens * expertsUsed;
  const inner = bytes * shape.feedForward.expert;
  const [, chosen = 0] = inputs;
  const gate = addNode(graph, inner, { inputs });
  const up = addNode(graph, inner, { inputs });
  const active = addNode(graph, inner, { inputs: [gate, up] });
  return addNode(graph, bytes * embedding, { inputs: [active, chosen] });
}

/** Answers of experts are weighed, and added up one by one. */
export function mixExperts(
  graph: Graph,
  [down, { shares }]: readonly [GraphNode, Pick<Routing, 'shares'>],
  { tokens, embedding, expertsUsed }: Omit<FeedForwardQuestion, 'shape' | 'experts' | 'routing'>,
): GraphNode {
  const bytes = float * tokens * embedding;
  const weighed = addNode(graph, bytes * expertsUsed, { inputs: [down, shares], inPlace: true });
  let sum = addNode(graph, bytes, { inputs: [weighed, weighed] });
  for (let expert = 2; expert < expertsUsed; expert += 1) {
    sum = addNode(graph, bytes, { inputs: [sum, weighed], inPlace: true });
  }
  return sum;
}

function addShared(
  graph: Graph,
  { normed, mixed }: { readonly normed: GraphNode; readonly mixed: GraphNode },
  { shape, tokens, embedding }: FeedForwardQuestion,
): GraphNode {
  const { shared, sharedGate } = shape.feedForward;
  if (shared === 0) return mixed;
  const bytes = float * tokens;
  const gate = addNode(graph, bytes * shared, { inputs: [normed] });
  const up = addNode(graph, bytes * shared, { inputs: [normed] });
  const active = addNode(graph, bytes * shared, { inputs: [gate, up] });
  const down = addNode(graph, bytes * embedding, { inputs: [active] });
  const share = sharedGate === 0 ? [] : [addNode(graph, bytes, { inputs: [normed] })];
  const shares = addNode(graph, bytes * embedding, { inputs: [down, ...share], inPlace: true });
  return addNode(graph, bytes * embedding, { inputs: [mixed, shares], inPlace: true });
}
