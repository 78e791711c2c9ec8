import type { ComputeQuestion } from './compute-bytes.ts';
import { type AddInput, cacheInputs, inputAdder, inputBytes } from './compute-inputs.ts';
import { mixExperts } from './feed-forward-graph.ts';
import { addNode, emptyGraph, type Graph, type GraphNode } from './graph-memory.ts';
import type { LayerStart } from './layer-graph.ts';
import { feedForwardPlace, layerTurns, untilElsewhere } from './layer-turns.ts';
import { addLayers } from './layers-graph.ts';
import type { FeedForwardWidths } from './model-facts.ts';
import type { DevicePlace } from './placement.ts';

/** What a device computes of a micro-batch, with copies of what comes from other places. */
export function deviceGraph(question: ComputeQuestion, index: number): Graph {
  const { placement } = question;
  const graph = emptyGraph();
  const place = placement.devices[index];
  if (place === undefined) return graph;
  const { pipelined } = placement;
  const add = inputAdder(graph, { pipelined, leaves: false });
  const turns = layerTurns(question, place.layers, place);
  const begin = beginningOf(question, index);
  const past = addGateOfBefore(graph, add, { question, index });
  const begun = begin.before(add, question);
  if (turns.length === 0) {
    const { residual } = begin.after(graph, { begun, question, add });
    addEnd(graph, residual, { question, place });
    return graph;
  }
  const inputs = cacheInputs(add, question, { isHost: false });
  const users = untilElsewhere(turns, 0);
  inputs.bring(users.slice(0, 1));
  begun.push(...begin.between(add, question));
  inputs.bring(users);
  const start = begin.after(graph, { begun, question, add });
  const gateElsewhere = gateOfNext(graph, add, { question, index });
  const residual = addLayers(graph, past === undefined ? start : { ...start, past }, {
    turns,
    inputsOf: ({ question: { shape } }, turn) => ({
      ...inputs.of(shape.kind),
      goOn: () => inputs.bring(untilElsewhere(turns, turn + 1)),
      ...(turn < turns.length - 1 || gateElsewhere === undefined ? {} : { gateElsewhere }),
    }),
  });
  addEnd(graph, residual, { question, place });
  return graph;
}

/** The output, or what the next device gets. */
function addEnd(
  graph: Graph,
  residual: GraphNode,
  { question, place }: { readonly question: ComputeQuestion; readonly place: DevicePlace },
): void {
  const { facts, context } = question;
  if (place.hasOutput) {
    const bytes = 4 * context.reservedOutputs;
    const normed = addNode(graph, bytes * facts.embeddingLength, {
      inputs: [residual],
      inPlace: true,
    });
    addNode(graph, bytes * facts.vocabulary, { inputs: [normed] });
  } else if (isNormedBefore(question)) {
    addNode(graph, inputBytes(question).vectors, { inputs: [residual] });
  }
}

interface Beginning {
  /** Inputs that come before positions and masks. */
  readonly before: (add: AddInput, question: ComputeQuestion) => GraphNode[];
  /** Those that are used after the first layer's, and before all others. */
  readonly between: (add: AddInput, question: ComputeQuestion) => GraphNode[];
  /** What is made of them for the first layer. */
  readonly after: (
    graph: Graph,
    given: {
      readonly begun: readonly GraphNode[];
      readonly question: ComputeQuestion;
      readonly add: AddInput;
    },
  ) => LayerStart;
}

/** Elements inside the first layer of a device, if it is a scan that comes after another place's. */
function scanAfter({ facts, placement }: ComputeQuestion, index: number): number {
  const { from, to } = placement.devices[index]?.layers ?? { from: 0, to: 0 };
  if (to <= from || from === 0) return 0;
  const sizes = facts.shapes[facts.layers[from]?.shape ?? -1]?.recurrent;
  return sizes?.form === 'scan' ? sizes.inner : 0;
}

interface GateQuestion {
  readonly question: ComputeQuestion;
  readonly index: number;
}

/**
 * Between two scans the gate of the first is computed by the device of the second, which gets the
 * whole projection for it, and sends the gate back; it has asked for its own past before that.
 */
function addGateOfBefore(
  graph: Graph,
  add: AddInput,
  { question, index }: GateQuestion,
): GraphNode | undefined {
  const { facts, context, placement } = question;
  const inner = scanAfter(question, index);
  if (inner === 0) return undefined;
  const bytes = 4 * context.reserved * inner;
  const projected = add(2 * bytes - 4 * inner);
  const layer = facts.layers[placement.devices[index]?.layers.from ?? 0];
  const sizes = facts.shapes[layer?.shape ?? -1]?.recurrent;
  const past = addNode(graph, (sizes?.convolutionBytes ?? 0) * context.slots);
  addNode(graph, 0, { inputs: [addNode(graph, bytes, { inputs: [projected] })] });
  return past;
}

/** How the gate of the last scan comes back from the next device. */
function gateOfNext(
  graph: Graph,
  add: AddInput,
  { question, index }: GateQuestion,
): ((projected: GraphNode) => GraphNode) | undefined {
  const inner = scanAfter(question, index + 1);
  if (inner === 0) return undefined;
  const bytes = 4 * question.context.reserved * inner;
  const kept = question.placement.pipelined ? add(bytes) : undefined;
  return (projected) => {
    addNode(graph, 0, { inputs: [projected] });
    return kept ?? addNode(graph, bytes);
  };
}

/** Embeddings come from the host, in two forms of which one is used. */
const withEmbeddings: Beginning = {
  before: (add, question) => {
    const { vectors, rows, positions } = inputBytes(question);
    const begun = [add(vectors), add(vectors), add(rows), add(vectors)];
    return question.facts.scaledEmbeddings === 'by-rows' ? [...begun, add(positions)] : begun;
  },
  between: () => [],
  after: (graph, { begun, question }) => {
    const [mixed = 0, rows = 0, slots = 0, embeddings = 0, ...factors] = begun;
    const { vectors } = inputBytes(question);
    // The copy of `mixed` is written to and never read, so that its memory is never free again.
    addNode(graph, vectors, { inputs: [mixed] });
    addNode(graph, 0, { inputs: [rows, slots] });
    if (question.facts.scaledEmbeddings === undefined) return { residual: embeddings };
    const inputs = [embeddings, ...factors];
    return { residual: addNode(graph, vectors, { inputs, inPlace: true }) };
  },
};

/** The device before has normed its result already, or left that to this one. */
const afterDevice: Beginning = {
  before: (add, question) => [add(inputBytes(question).vectors)],
  between: (add, question) =>
    question.settings.kvOnHost ? [] : [add(inputBytes(question).vectors)],
  after: (_, { begun: [normed = 0, residual], question, add }) =>
    residual === undefined
      ? { normed, residual: normed, later: () => add(inputBytes(question).vectors) }
      : { normed, residual },
};

const afterDeviceAlone: Beginning = {
  before: (add, question) => [add(inputBytes(question).vectors)],
  between: () => [],
  after: (_, { begun: [residual = 0] }) => ({ residual }),
};

/** Smaller micro-batches are normed by the device that goes on with them (llama.cpp 0.7.0). */
const normedBefore = 32;

function isNormedBefore({ placement, context }: ComputeQuestion): boolean {
  return placement.normsAhead && context.reserved >= normedBefore;
}

/** After the last layer there is something left of the outputs only. */
const afterLayers: Beginning = {
  before: (add, { facts, context }) => [add(4 * context.reservedOutputs * facts.embeddingLength)],
  between: () => [],
  after: (_, { begun: [residual = 0] }) => ({ residual }),
};

/** A host leaves what it can do without weights to the device after it; `last` after all layers. */
function afterHost({ expert, shared, sharedGate }: FeedForwardWidths, last: boolean): Beginning {
  const isMixed = expert > 0 && shared === 0;
  const sizesOf = ({ facts, context }: ComputeQuestion) => {
    const tokens = last ? context.reservedOutputs : context.reserved;
    const { embeddingLength: embedding, expertsUsed } = facts;
    return { tokens, embedding, expertsUsed, vectors: 4 * tokens * embedding };
  };
  const add = (graph: Graph, vectors: number, inputs: readonly GraphNode[]): GraphNode =>
    addNode(graph, vectors, { inputs, inPlace: true });
  return {
    before: (bring, question) => {
      const { tokens, expertsUsed, vectors } = sizesOf(question);
      const whole = expert > 0 && shared > 0 ? [vectors, vectors, vectors] : [vectors, vectors];
      const mixed = [vectors * expertsUsed, 4 * tokens * expertsUsed, vectors];
      const gates = sharedGate === 0 ? [] : [4 * tokens];
      return (isMixed ? mixed : [...gates, ...whole]).map(bring);
    },
    between: () => [],
    after: (graph, { begun, question }) => {
      const { vectors, ...sizes } = sizesOf(question);
      if (isMixed) {
        const [down = 0, shares = 0, residual = 0] = begun;
        const mixed = mixExperts(graph, [down, { shares }], sizes);
        return { residual: add(graph, vectors, [mixed, residual]) };
      }
      const [gate = 0, fromShared = 0, ...rest] = begun;
      const parts =
        sharedGate === 0
          ? begun
          : [...rest.slice(0, 1), add(graph, vectors, [fromShared, gate]), ...rest.slice(1)];
      const [first = 0, ...others] = parts;
      return { residual: others.reduce((sum, part) => add(graph, vectors, [sum, part]), first) };
    },
  };
}

function beginningOf(question: ComputeQuestion, index: number): Beginning {
  const { facts, placement } = question;
  const from = placement.devices[index]?.layers.from ?? 0;
  if (from === 0) return withEmbeddings;
  const last = from >= facts.layers.length - facts.nextnLayers;
  const before = Math.min(from, facts.layers.length - facts.nextnLayers) - 1;
  const next = isNormedBefore(question) ? afterDevice : afterDeviceAlone;
  const afterOther = last ? afterLayers : next;
  const widths = facts.shapes[facts.layers[before]?.shape ?? -1]?.feedForward;
  if (widths === undefined) return afterOther;
  if (before < placement.hostLayers.to) return afterHost(widths, last);
  const place = feedForwardPlace(question, before, { from: 0, to: from });
  return place === 'host-for-next' ? afterHost(widths, last) : afterOther;
}
