import { greatestWhere, leastWhere } from './bisect.ts';
import { type DeviceCosts, deviceCosts } from './device-costs.ts';
import type { Draft, Ground } from './draft.ts';
import { expertRanges } from './expert-ranges.ts';
import { expertsOnHost, type FitSettings } from './fit-configuration.ts';
import { type LayerRange, type Sums, sumOf } from './layer-sums.ts';
import type { ModelFacts } from './model-facts.ts';
import { canSplit, type SplitQuestion, splitBeyond, splitSlots } from './split-slots.ts';

/** What to do where devices lack memory. */
export type WithoutRoom = 'nothing' | 'come-closest';

const noLayers: LayerRange = { from: 0, to: 0 };

/** Settings with the best placement of a draft on devices; of the host nothing is known then. */
export function placeDraft(
  draft: Draft,
  ground: Ground,
  without: WithoutRoom = 'nothing',
): FitSettings | undefined {
  const settings: FitSettings = {
    ...draft.settings,
    ...{ gpuLayers: -1, tensorSplit: [], splitMode: 'layer', mainGpu: 0, overrides: [] },
  };
  if (ground.devices.length === 0) return { ...settings, gpuLayers: 0 };
  const placer: Placer = { settings, ground, without };
  if (draft.hostsLayers) return placeOnBoth(placer, draft);
  if (draft.hostsExperts) return placeWithoutExperts(placer);
  return placeOnOne(placer) ?? placeOver(placer, noLayers);
}

interface Placer {
  readonly settings: FitSettings;
  readonly ground: Ground;
  readonly without: WithoutRoom;
}

/** One device of several that suffices, the emptiest; nothing has to be passed on then. */
function placeOnOne({ settings, ground }: Placer): FitSettings | undefined {
  if (ground.devices.length === 1) return undefined;
  const { limits, slots, costOf } = deviceCosts(ground, { ...settings, splitMode: 'none' });
  const ratios = limits.map(
    (limit, device) => costOf(device, { from: 0, to: slots }, noLayers) / limit,
  );
  const least = Math.min(...ratios);
  if (least > 1) return undefined;
  return { ...settings, splitMode: 'none', mainGpu: ratios.indexOf(least) };
}

/** All layers over the devices, with the experts of the layers `light` on the host. */
function placeOver(
  { settings, ground, without }: Placer,
  light: LayerRange,
): FitSettings | undefined {
  const placed = withLight(settings, light);
  const question = splitQuestion(placed, ground, light);
  const counts = splitSlots(question);
  if (counts !== undefined) return withCounts(counts, placed);
  return without === 'nothing' ? undefined : withCounts(splitBeyond(question), placed);
}

/**
 * As few layers without their experts as possible. The first ones, as there is a short flag for
 * these; ranges of each device leave out a few layers less, which counts where the host is full.
 */
function placeWithoutExperts(placer: Placer): FitSettings | undefined {
  const { settings, ground } = placer;
  const { facts, devices, estimate } = ground;
  const layers = facts.layers.length;
  const least = leastWhere(1, layers, (to) => {
    const light = { from: 0, to };
    return canSplit(splitQuestion(withLight(settings, light), ground, light));
  });
  const light = { from: 0, to: least ?? layers };
  const short = placeOver(placer, light);
  if (short === undefined || least === undefined || devices.length === 1) return short;
  const { usedBytes, limitBytes = Number.POSITIVE_INFINITY } = estimate(short).host;
  // A device that is not full has room for the experts of less than a layer.
  const largest = Math.max(...facts.layers.map(({ weights }) => weights.experts.host));
  const gain = devices.length * largest;
  if (usedBytes <= limitBytes || usedBytes - gain > limitBytes) return short;
  const costs = deviceCosts(ground, withLight(settings, { from: 0, to: layers }));
  const hosted = sumOf(facts.sums.weights.host.experts, light);
  const isHopeless = usedBytes - hosted + leastHosted(costs) > limitBytes;
  if (isHopeless && placer.without === 'nothing') return short;
  const expertLayers = expertLayersOf(facts);
  const ranges = expertRanges({
    costs,
    expertLayers,
    fewerThan: sumOf(expertLayers, light),
  });
  if (ranges === undefined) return short;
  return withCounts(ranges.counts, { ...settings, overrides: ranges.overrides });
}

/** Bytes of experts that no split has room for on the devices, at the least. */
function leastHosted({ leastBytes, limits }: DeviceCosts): number {
  const over = leastBytes(noLayers) - limits.reduce((sum, limit) => sum + limit, 0);
  // A little of it is what rows and buffers are padded with on devices alone.
  return Math.max(0, 0.99 * over);
}

/** As many layers on the devices as possible, the last ones. */
function placeOnBoth(placer: Placer, draft: Draft): FitSettings | undefined {
  const { settings, ground } = placer;
  const { facts, want, estimate } = ground;
  const layers = facts.layers.length;
  const light = draft.hostsExperts ? { from: 0, to: layers } : noLayers;
  const placed = withLight(settings, light);
  const most = greatestWhere(1, layers, (gpuLayers) =>
    canSplit(splitQuestion({ ...placed, gpuLayers }, ground, light)),
  );
  if (most !== undefined) {
    return placeOver({ ...placer, settings: { ...settings, gpuLayers: most } }, light);
  }
  const none: FitSettings = { ...settings, gpuLayers: 0 };
  const hasRoom = estimate(none).devices.every(({ fits }) => fits);
  if (hasRoom) return none;
  if (want.opOffload === undefined) return { ...none, opOffload: false };
  return placer.without === 'nothing' ? undefined : none;
}

function withLight(settings: FitSettings, { to }: LayerRange): FitSettings {
  return to === 0 ? settings : { ...settings, overrides: [expertsOnHost(to)] };
}

function splitQuestion(settings: FitSettings, ground: Ground, light: LayerRange): SplitQuestion {
  const costs = deviceCosts(ground, settings);
  return {
    ...costs,
    costOf: (device, slots) => costs.costOf(device, slots, light),
    leastBytes: costs.leastBytes(light),
  };
}

/** Shares of whole slots say exactly which device has which; one device alone needs none. */
function withCounts(counts: readonly number[], settings: FitSettings): FitSettings {
  if (counts.length === 1) return settings;
  const used = counts.flatMap((count, device) => (count > 0 ? [device] : []));
  const [only] = used;
  if (used.length !== 1 || only === undefined) return { ...settings, tensorSplit: counts };
  return { ...settings, splitMode: 'none', mainGpu: only };
}

/** How many layers before each have experts. */
function expertLayersOf({ layers }: ModelFacts): Sums {
  let count = 0;
  return [0, ...layers.map(({ weights }) => (count += Math.sign(weights.experts.file)))];
}
