import { addFeedForward, addFeedForwardElsewhere, addRouting } from './feed-forward-graph.ts';
import { addNode, type Graph, type GraphNode } from './graph-memory.ts';
import { addMixer } from './mixer-graph.ts';
import type { LayerShape } from './model-facts.ts';

/** Here, on the host for this place, or on the host for the device that comes next. */
export type FeedForwardPlace = 'here' | 'host' | 'host-for-next';

/** What decides the size of a layer's results. */
export interface LayerQuestion {
  readonly shape: LayerShape;
  readonly tokens: number;
  readonly embedding: number;
  readonly experts: number;
  readonly expertsUsed: number;
  /** Tokens of one of the layer's caches, and how many of these are beside each other. */
  readonly cells: number;
  readonly streams: number;
  readonly slots: number;
  readonly flash: boolean;
  /** The device copies K or V of so many tokens into f16. */
  readonly copiedCells: number;
  readonly copiesKeys: boolean;
  readonly copiesValues: boolean;
  /** Bytes of a cache that the host keeps, which is copied for each layer. */
  readonly hostKeys: number;
  readonly hostValues: number;
  /** Bytes of K or V that the graph itself writes out in another form to be multiplied. */
  readonly formedKeys: number;
  readonly formedValues: number;
  /** K or V are kept in a quantized type, and turned before that so that they lose less. */
  readonly turnsKeys: boolean;
  readonly turnsValues: boolean;
  /** K is made before V: in models that have windows in some layers. */
  readonly keysFirst: boolean;
  /** Where the feed-forward, or its experts, are computed, and who goes on with what they say. */
  readonly feedForward: FeedForwardPlace;
  /** In the last layer, tokens that an answer is wanted for. */
  readonly outputs: number | undefined;
}

/** Tensors that all layers of a kind use. */
export interface LayerInputs {
  readonly position: GraphNode;
  readonly keyRows: GraphNode;
  readonly valueRows: GraphNode;
  /** What K and V are turned with, if they are. */
  readonly keyTurn: GraphNode;
  readonly valueTurn: GraphNode;
  /** Added when it is first asked for. */
  readonly mask: () => GraphNode;
  readonly outputRows: () => GraphNode;
  /** Adds what is needed after something was computed elsewhere. */
  readonly goOn: () => void;
}

export interface LayerTensors extends LayerInputs {
  readonly normed: GraphNode;
}

/** What goes into a layer; it may be normed already where the layer before is elsewhere. */
export interface LayerStart {
  readonly residual: GraphNode;
  readonly normed?: GraphNode;
}

/** Bytes of a float of a result. */
const float = 4;

/** Adds a layer, from what goes into it to what goes into the next one. */
export function addLayer(
  graph: Graph,
  { residual, normed }: LayerStart,
  { question, inputs }: { readonly question: LayerQuestion; readonly inputs: LayerInputs },
): GraphNode {
  const { tokens, embedding, outputs } = question;
  const bytes = float * tokens * embedding;
  const scaled =
    normed === undefined
      ? addNode(graph, bytes, { inputs: [residual] })
      : addNode(graph, bytes, { inputs: [normed], inPlace: true });
  const mixed = addMixer(graph, { ...inputs, normed: scaled }, question);
  if (!hasFeedForward(question.shape)) {
    // What was mixed is a view here, which cannot be written over.
    const sum = addNode(graph, bytes, { inputs: [residual], inPlace: true });
    addNode(graph, 0, { inputs: [mixed] });
    return sum;
  }
  const { goOn } = inputs;
  if (outputs === undefined) return addRest(graph, [mixed, residual], { ...question, goOn });
  const few = float * outputs * embedding;
  const rows = [mixed, residual].map((each) =>
    addNode(graph, few, { inputs: [each, inputs.outputRows()] }),
  );
  return addRest(graph, rows, { ...question, tokens: outputs, goOn });
}

function addRest(
  graph: Graph,
  inputs: readonly GraphNode[],
  question: LayerQuestion & Pick<LayerInputs, 'goOn'>,
): GraphNode {
  const bytes = float * question.tokens * question.embedding;
  const residual = addNode(graph, bytes, { inputs, inPlace: true });
  const normed = addNode(graph, bytes, { inputs: [residual] });
  if (question.feedForward === 'host-for-next') {
    addRouting(graph, normed, question);
    return residual;
  }
  const add = question.feedForward === 'here' ? addFeedForward : addFeedForwardElsewhere;
  const fed = add(graph, normed, question);
  return addNode(graph, bytes, { inputs: [fed, residual], inPlace: true });
}

function hasFeedForward({ feedForward }: LayerShape): boolean {
  return feedForward.dense > 0 || feedForward.expert > 0;
}
