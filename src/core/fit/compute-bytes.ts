import type { ContextShape } from './context-shape.ts';
import { deviceGraph } from './device-graph.ts';
import type { FitSettings } from './fit-configuration.ts';
import { type Graph, graphBytes } from './graph-memory.ts';
import { hostGraph } from './host-graph.ts';
import type { LayerRange } from './layer-sums.ts';
import { feedForwardPlace, layerSteps } from './layer-turns.ts';
import type { ModelFacts } from './model-facts.ts';
import type { Placement } from './placement.ts';

/** Bytes that computing takes in each place. */
export interface ComputeBytes {
  readonly devices: readonly number[];
  readonly host: number;
}

export interface ComputeQuestion {
  readonly facts: ModelFacts;
  readonly settings: FitSettings;
  readonly context: ContextShape;
  readonly placement: Placement;
  /** Whether flash attention is on. */
  readonly flash: boolean;
}

/** What graphs of a model need, by what their memory follows from. */
export type KnownGraphs = Map<string, number>;

/**
 * Buffers for computing: the graphs of llama.cpp 0.7.0, of a full micro-batch, go through the
 * rules of the allocator that it has for them. Many placements have the same graphs: `known` keeps
 * what they need, for one model on one machine.
 */
export function computeBytes(question: ComputeQuestion, known: KnownGraphs): ComputeBytes {
  const { placement } = question;
  const context = contextKey(question);
  const remember = (key: string, make: () => Graph): number => {
    const bytes = known.get(key) ?? graphBytes(make());
    known.set(key, bytes);
    return bytes;
  };
  const steps = placement.devices.map(({ layers }) => stepsKey(question, layers));
  const devices = placement.devices.map(({ layers, hasOutput }, index) => {
    if (layers.to <= layers.from && !hasOutput) return 0;
    const before = layers.from - 1;
    const around = [
      before < 0 ? '' : stepsKey(question, { from: before, to: before + 1 }),
      before < 0 ? '' : feedForwardPlace(question, before, { from: 0, to: before + 1 }),
      before < placement.hostLayers.to,
      layers.from >= question.facts.layers.length,
      steps[index + 1]?.split(',')[0],
    ];
    const key = [context, index, ...around, hasOutput, steps[index]].join('|');
    return remember(key, () => deviceGraph(question, index));
  });
  const hostKey = [context, stepsKey(question, placement.hostLayers), ...steps].join('/');
  return { devices, host: remember(hostKey, () => hostGraph(question)) };
}

function stepsKey(question: ComputeQuestion, layers: LayerRange): string {
  return layerSteps(question, layers)
    .map(({ code }) => code)
    .join(',');
}

function contextKey({ context, settings, placement, flash }: ComputeQuestion): string {
  const { cells, windowCells, streams, slots, reserved, reservedOutputs } = context;
  const { keyType, valueType, kvOnHost, splitMode, mainGpu } = settings;
  const { pipelined, normsAhead, hostHasOutput } = placement;
  const numbers = [cells, windowCells, streams, slots, reserved, reservedOutputs, mainGpu];
  const rest = [
    keyType,
    valueType,
    kvOnHost,
    splitMode,
    pipelined,
    normsAhead,
    hostHasOutput,
    flash,
  ];
  return [...numbers, ...rest].join(' ');
}
