import type { ComputeQuestion } from './compute-bytes.ts';
import { type CacheInputs, cacheInputs, inputAdder, inputBytes } from './compute-inputs.ts';
import { addFeedForwardOfOthers } from './feed-forward-graph.ts';
import { addNode, emptyGraph, type Graph, type GraphNode } from './graph-memory.ts';
import { layerTurns, untilElsewhere } from './layer-turns.ts';
import { addLayers } from './layers-graph.ts';
import { addMixerOfOthers, isMixedOnHost } from './mixer-graph.ts';

/** What the host computes of a micro-batch: inputs, and the layers that are on no device. */
export function hostGraph(question: ComputeQuestion): Graph {
  const { facts, context, placement } = question;
  const graph = emptyGraph('host');
  const add = inputAdder(graph, { pipelined: placement.pipelined, leaves: true });
  const { vectors, rows, positions } = inputBytes(question);
  const [tokens, others, ...factors] = [
    ...[add(positions), add(positions)],
    ...(facts.scaledEmbeddings === 'by-rows' ? [add(positions)] : []),
  ] as const;
  const mixed = add(vectors);
  const slots = add(rows);
  // Of two ways to give embeddings to the engine, one is never used and keeps its memory.
  add(vectors);
  const inputs = cacheInputs(add, question, { isHost: true });
  const last = facts.shapes.length - 1;
  inputs.bring(facts.shapes.map(({ kind }, index) => ({ kind, isLast: index === last })));
  const embeddings = addNode(graph, vectors, { inputs: [tokens] });
  const looked = addNode(graph, vectors, { inputs: [others] });
  const given = [mixed, looked, slots, ...factors];
  if (placement.hostLayers.to === 0 && !placement.hostHasOutput) {
    addForDevices(graph, question, { given: [...given, embeddings], inputs });
    return graph;
  }
  addNode(graph, vectors, { inputs: [mixed] });
  addNode(graph, 0, { inputs: [looked, slots, ...factors] });
  const residual = addHostLayers(graph, question, { embeddings, inputs });
  if (placement.hostHasOutput) {
    const few = 4 * context.reservedOutputs;
    const normed = addNode(graph, few * facts.embeddingLength, { inputs: [residual] });
    addNode(graph, 4 * context.reservedOutputs * facts.vocabulary, { inputs: [normed] });
  } else {
    addForDevices(graph, question, { given: [residual], inputs });
  }
  return graph;
}

function addHostLayers(
  graph: Graph,
  question: ComputeQuestion,
  { embeddings, inputs }: { readonly embeddings: GraphNode; readonly inputs: CacheInputs },
): GraphNode {
  const turns = layerTurns(question, question.placement.hostLayers, undefined);
  return addLayers(
    graph,
    { residual: embeddings },
    {
      turns,
      inputsOf: ({ question: { shape } }) => ({ ...inputs.of(shape.kind), goOn: () => undefined }),
    },
  );
}

/** Devices copy their inputs; between their layers the host computes what it kept of these. */
function addForDevices(
  graph: Graph,
  question: ComputeQuestion,
  { given, inputs }: { readonly given: readonly GraphNode[]; readonly inputs: CacheInputs },
): void {
  addNode(graph, 0, { inputs: given });
  for (const place of question.placement.devices) {
    const turns = layerTurns(question, place.layers, place);
    const take = takerOf(graph);
    const takeInputs = (from: number): void => {
      if (!question.settings.kvOnHost) take(inputs.usedBy(untilElsewhere(turns, from)));
    };
    takeInputs(0);
    for (const [index, { question: layer }] of turns.entries()) {
      const used = inputs.of(layer.shape.kind);
      addMixerOfOthers(graph, used, layer);
      if (layer.hostKeys > 0 && !isMixedOnHost(layer)) take([used.mask()]);
      if (layer.feedForward === 'here') continue;
      addFeedForwardOfOthers(graph, { ...layer, tokens: layer.outputs ?? layer.tokens });
      takeInputs(index + 1);
    }
  }
}

/** Each tensor is copied once for a device. */
function takerOf(graph: Graph): (nodes: readonly GraphNode[]) => void {
  const taken = new Set<GraphNode>();
  return (nodes) => {
    const missing = [...new Set(nodes)].filter((node) => !taken.has(node));
    addNode(graph, 0, { inputs: missing });
    for (const node of missing) taken.add(node);
  };
}
