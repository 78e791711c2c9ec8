import type { Graph, GraphNode } from './graph-memory.ts';
import { addLayer, addPast, type LayerInputs, type LayerStart, scansOnly } from './layer-graph.ts';
import type { LayerTurn } from './layer-turns.ts';

interface LayersQuestion {
  readonly turns: readonly LayerTurn[];
  readonly inputsOf: (turn: LayerTurn, index: number) => LayerInputs;
}

/** Adds layers one after the other, and answers what goes into what comes after them. */
export function addLayers(
  graph: Graph,
  begin: LayerStart,
  { turns, inputsOf }: LayersQuestion,
): GraphNode {
  let start = begin;
  for (const [index, turn] of turns.entries()) {
    const next = turns[index + 1];
    let past: GraphNode | undefined;
    const inputs: LayerInputs = {
      addPast: () => {
        if (next !== undefined && scansOnly(next.question)) past = addPast(graph, next.question);
      },
      ...inputsOf(turn, index),
    };
    const residual = addLayer(graph, start, { question: turn.question, inputs });
    start = past === undefined ? { residual } : { residual, past };
  }
  return start.residual;
}
