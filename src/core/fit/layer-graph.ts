import type { RoutingRule } from './architectures.ts';
import { addFeedForward, addFeedForwardElsewhere, addRouting } from './feed-forward-graph.ts';
import { addNode, type Graph, type GraphNode } from './graph-memory.ts';
import { addMixer } from './mixer-graph.ts';
import type { LayerShape } from './model-facts.ts';
import { once } from './once.ts';

/** Here, on the host for this place, or on the host for the device that comes next. */
export type FeedForwardPlace = 'here' | 'host' | 'host-for-next';

/** What decides the size of a layer's results. */
export interface LayerQuestion {
  readonly shape: LayerShape;
  readonly tokens: number;
  readonly embedding: number;
  readonly experts: number;
  readonly expertsUsed: number;
  readonly routing: RoutingRule;
  /** Tokens of one of the layer's caches, and how many of these are beside each other. */
  readonly cells: number;
  readonly streams: number;
  readonly slots: number;
  readonly flash: boolean;
  /** Nothing has memory yet: attention is where its layer is, wherever its cache will be. */
  readonly probed: boolean;
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
  /** Adds what the next layer, which scans, keeps of the past: this comes before a scan's gate. */
  readonly addPast?: () => void;
  /** Another device computes the gate of a scan from what was projected. */
  readonly gateElsewhere?: (projected: GraphNode) => GraphNode;
}

export interface LayerTensors extends LayerInputs {
  readonly normed: GraphNode;
  /** What a scan keeps of the past. */
  readonly past?: GraphNode;
}

/** What goes into a layer; it may be normed already where the layer before is elsewhere. */
export interface LayerStart {
  readonly residual: GraphNode;
  readonly normed?: GraphNode;
  readonly past?: GraphNode;
  /** Adds the residual, where it comes with the mask only. */
  readonly later?: () => GraphNode;
}

/** Bytes of a float of a result. */
const float = 4;

/** Adds a layer, from what goes into it to what goes into the next one. */
export function addLayer(
  graph: Graph,
  { residual: known, normed, past: kept, later }: LayerStart,
  { question, inputs }: { readonly question: LayerQuestion; readonly inputs: LayerInputs },
): GraphNode {
  const { tokens, embedding, outputs } = question;
  const bytes = float * tokens * embedding;
  const past = kept ?? (scansOnly(question) ? addPast(graph, question) : undefined);
  const scaled =
    normed === undefined
      ? addNode(graph, bytes, { inputs: [known] })
      : addNode(graph, bytes, { inputs: [normed], inPlace: true });
  const late = once(() => later?.() ?? known);
  const mask = (): GraphNode => {
    const node = inputs.mask();
    late();
    return node;
  };
  const tensors = { ...inputs, mask, normed: scaled, ...(past === undefined ? {} : { past }) };
  const mixed = addMixer(graph, tensors, question);
  const residual = late();
  if (!hasFeedForward(question.shape)) {
    if (outputs !== undefined) {
      const [few = 0, left = 0] = addRows(graph, [mixed, residual], { question, inputs });
      return addNode(graph, float * outputs * embedding, { inputs: [few, left], inPlace: true });
    }
    // What was mixed is a view here, which cannot be written over.
    const sum = addNode(graph, bytes, { inputs: [residual], inPlace: true });
    addNode(graph, 0, { inputs: [mixed] });
    return sum;
  }
  const { goOn } = inputs;
  if (outputs === undefined) return addRest(graph, [mixed, residual], { ...question, goOn });
  const rows = addRows(graph, [mixed, residual], { question, inputs });
  return addRest(graph, rows, { ...question, tokens: outputs, goOn });
}

/** The tokens that an answer is wanted for. */
function addRows(
  graph: Graph,
  tensors: readonly GraphNode[],
  { question, inputs }: { readonly question: LayerQuestion; readonly inputs: LayerInputs },
): GraphNode[] {
  const bytes = float * (question.outputs ?? 0) * question.embedding;
  return tensors.map((each) => addNode(graph, bytes, { inputs: [each, inputs.outputRows()] }));
}

/** The layer is a scan and nothing else. */
export function scansOnly({ shape }: Pick<LayerQuestion, 'shape'>): boolean {
  return shape.recurrent?.form === 'scan' && shape.heads === 0 && !hasFeedForward(shape);
}

/** What a scan keeps of the past of all sequences. */
export function addPast(graph: Graph, { shape, slots }: LayerQuestion): GraphNode {
  return addNode(graph, (shape.recurrent?.convolutionBytes ?? 0) * slots);
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
