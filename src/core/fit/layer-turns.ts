import type { ComputeQuestion } from './compute-bytes.ts';
import type { InputUser } from './compute-inputs.ts';
import { deviceTraits } from './fit-hardware.ts';
import { type KvType, kvBytes } from './kv-types.ts';
import type { FeedForwardPlace, LayerQuestion } from './layer-graph.ts';
import type { LayerRange } from './layer-sums.ts';
import type { LatentSizes, LayerFacts, LayerKind, ModelFacts } from './model-facts.ts';
import type { DevicePlace } from './placement.ts';
import { turnRows } from './turn-matrix.ts';

/** A layer of those that are computed in a place, and who computes its feed-forward. */
export interface LayerStep {
  readonly layer: number;
  readonly feedForward: FeedForwardPlace;
  /** Equal for layers that need the same memory. */
  readonly code: number;
}

/** One layer with all that decides its results. */
export interface LayerTurn {
  readonly question: LayerQuestion;
}

/** Layers that are equal, after equal layers, need no more memory than so many of them. */
const repeats = 2;

/** More than there are shapes of layers in a model. */
const manyCodes = 4096;

const feedForwardPlaces: readonly FeedForwardPlace[] = ['here', 'host', 'host-for-next'];

/**
 * Layers that decide the memory of a range: what comes after what, but no more often than it can
 * matter.
 */
export function layerSteps(question: ComputeQuestion, range: LayerRange): LayerStep[] {
  const { layers, nextnLayers } = question.facts;
  const last = layers.length - nextnLayers - 1;
  const seen = new Map<number, number>();
  const steps: LayerStep[] = [];
  let previous = 0;
  for (let layer = range.from; layer < Math.min(range.to, last + 1); layer += 1) {
    const shape = layers[layer]?.shape ?? 0;
    const feedForward = feedForwardPlace(question, layer, range);
    const kind = shape * feedForwardPlaces.length + feedForwardPlaces.indexOf(feedForward);
    const code = 2 * kind + Number(layer === last) + 1;
    const pair = previous * manyCodes + code;
    const times = seen.get(pair) ?? 0;
    seen.set(pair, times + 1);
    if (times < repeats || layer === range.to - 1) steps.push({ layer, feedForward, code });
    else if (code === previous)
      layer = nextChange(question, layer, Math.min(range.to - 1, last)) - 1;
    previous = code;
  }
  return steps;
}

/** The first layer after this one that may differ from it, and `end` at most. */
function nextChange({ facts, settings }: ComputeQuestion, layer: number, end: number): number {
  let next = Math.min(facts.sums.nextShape[layer] ?? end, end);
  for (const { layers } of settings.overrides) {
    for (const edge of [layers.from, layers.to]) if (edge > layer) next = Math.min(next, edge);
  }
  return Math.max(layer + 1, next);
}

/** The same with all that decides their results; `place` is undefined for the host. */
export function layerTurns(
  question: ComputeQuestion,
  range: LayerRange,
  place: DevicePlace | undefined,
): LayerTurn[] {
  const { layers, nextnLayers } = question.facts;
  const last = layers.length - nextnLayers - 1;
  return layerSteps(question, range).flatMap(({ layer, feedForward }) => {
    const facts = layers[layer];
    if (facts === undefined) return [];
    const turn = { place, feedForward, isLast: layer === last };
    return [{ question: layerQuestion(question, facts, turn) }];
  });
}

/** Layers from one on that are computed at one go: up to one whose feed-forward is elsewhere. */
export function untilElsewhere(turns: readonly LayerTurn[], from: number): InputUser[] {
  const users: InputUser[] = [];
  for (const { question } of turns.slice(from)) {
    users.push({ kind: question.shape.kind, isLast: question.outputs !== undefined });
    if (question.feedForward !== 'here') break;
  }
  return users;
}

interface Turn {
  readonly place: DevicePlace | undefined;
  readonly feedForward: FeedForwardPlace;
  readonly isLast: boolean;
}

/** What decides the size of the results of one layer. */
function layerQuestion(
  question: ComputeQuestion,
  layer: LayerFacts,
  { place, feedForward, isLast }: Turn,
): LayerQuestion {
  const { facts, context, settings, flash } = question;
  const { shape: index, kind, keyWidth, valueWidth } = layer;
  const shape = facts.shapes[index] ?? noShape;
  const { keyType, valueType, kvOnHost } = settings;
  const traits = place === undefined ? undefined : deviceTraits(place.device.kind);
  const copies = traits?.copiesCache === true;
  const cellsOf = (of: LayerKind | undefined): number =>
    of === 'swa' ? context.windowCells : context.cells;
  const cells = cellsOf(kind);
  const first = traits?.copiesAsFirst === true ? firstAttention(facts, place) : kind;
  const comesOver = place !== undefined && kvOnHost ? cells * context.streams : 0;
  return {
    shape,
    tokens: context.reserved,
    embedding: facts.embeddingLength,
    experts: facts.experts,
    expertsUsed: facts.expertsUsed,
    routing: facts.routing,
    cells,
    streams: context.streams,
    slots: context.slots,
    flash,
    probed: question.placement.probed,
    copiedCells: context.streams * cellsOf(first),
    copiesKeys: copies && !isHalfOrCast(keyType),
    copiesValues: copies && !isHalfOrCast(valueType),
    hostKeys: kvBytes(keyType, keyWidth) * comesOver,
    // Where V is part of K, it comes over once more.
    hostValues: kvBytes(valueType, kind === 'mla' ? keyWidth : valueWidth) * comesOver,
    ...formedCache(question, layer, shape.latent),
    turnsKeys: turnRows({ type: keyType, size: shape.keySize }, 'keys') > 0,
    turnsValues: turnRows({ type: valueType, size: shape.valueSize }, 'values') > 0,
    keysFirst: facts.window > 0,
    feedForward,
    outputs: isLast ? context.reservedOutputs : undefined,
  };
}

/** The kind of the first layer of a device that attends. */
function firstAttention(
  { layers, shapes }: ModelFacts,
  place: DevicePlace | undefined,
): LayerKind | undefined {
  const { from = 0, to = 0 } = place?.layers ?? {};
  return layers.slice(from, to).find(({ shape }) => (shapes[shape]?.heads ?? 0) > 0)?.kind;
}

/** Flash attention takes these as they are, or the graph has made f16 of them before. */
function isHalfOrCast(type: KvType): boolean {
  return type === 'f16' || type === 'f32';
}

/**
 * With flash attention the graph casts f32 to f16; without it, it turns the rows of V into columns
 * where V is part of K (llama.cpp 0.7.0).
 */
function formedCache(
  { context, settings: { keyType, valueType }, flash }: ComputeQuestion,
  { kind, keyWidth, valueWidth }: LayerFacts,
  latent: LatentSizes | undefined,
): Pick<LayerQuestion, 'formedKeys' | 'formedValues'> {
  const cells = context.streams * (kind === 'swa' ? context.windowCells : context.cells);
  const values = cells * (latent?.rank ?? valueWidth);
  if (!flash) {
    return { formedKeys: 0, formedValues: latent === undefined ? 0 : kvBytes(keyType, values) };
  }
  const castBytes = (type: KvType, elements: number): number => (type === 'f32' ? 2 * elements : 0);
  return {
    formedKeys: castBytes(keyType, cells * keyWidth),
    formedValues: castBytes(latent === undefined ? valueType : keyType, values),
  };
}

const noShape: LayerQuestion['shape'] = {
  kind: 'none',
  heads: 0,
  kvHeads: 0,
  keySize: 0,
  valueSize: 0,
  gated: false,
  latent: undefined,
  recurrent: undefined,
  feedForward: { dense: 0, up: 0, gate: 0, expert: 0, shared: 0, sharedGate: 0, scoreBias: 0 },
};

/** Who computes a layer's feed-forward or experts. */
export function feedForwardPlace(
  { settings, facts, placement }: ComputeQuestion,
  layer: number,
  { to }: LayerRange,
): FeedForwardPlace {
  if (layer < placement.hostLayers.to) return 'here';
  const widths = facts.shapes[facts.layers[layer]?.shape ?? -1]?.feedForward;
  const part = (widths?.expert ?? 0) > 0 ? 'experts' : 'ffn';
  const isOnHost = settings.overrides.some(
    ({ class: moved, layers, target }) =>
      target === 'host' && moved === part && layer >= layers.from && layer < layers.to,
  );
  if (!isOnHost) return 'here';
  const home = placement.devices.find(
    ({ layers: { from, to: end } }) => layer >= from && layer < end,
  );
  const isHandedOn = layer === to - 1 && home?.hasOutput !== true && widths?.shared === 0;
  return isHandedOn ? 'host-for-next' : 'host';
}
