import { defined } from '../../../core/defined.ts';
import type { MemoryPlan, MemoryQuestion } from '../../../core/engine/memory-plan.ts';
import { askedSettings } from '../../../core/fit/asked-settings.ts';
import { type Estimate, estimate } from '../../../core/fit/estimate.ts';
import { defaultSettings, type FitSettings } from '../../../core/fit/fit-configuration.ts';
import {
  type DeviceKind,
  defaultReserve,
  type FitDevice,
  type FitHardware,
} from '../../../core/fit/fit-hardware.ts';
import type { FitWant } from '../../../core/fit/fit-want.ts';
import { largestContext } from '../../../core/fit/largest-context.ts';
import type { ModelFacts } from '../../../core/fit/model-facts.ts';
import type { EstimatePart, PlaceEstimate } from '../../../core/fit/place-estimate.ts';
import { planFit } from '../../../core/fit/plan-fit.ts';
import { promptCacheFor } from '../../../core/fit/prompt-cache.ts';
import { acceleratorOf } from '../../../core/hardware/accelerator.ts';
import type { Accelerator } from '../../../core/intent/runtime-schema.ts';
import { type Resolved, totalBytes } from '../../../core/resolve/resolved.ts';
import { parseBytesQuantity } from '../../../core/text/quantity.ts';
import { factsOfHead } from './facts-of-head.ts';
import { plannedOptions } from './planned-options.ts';
import { unknownMemory } from './unknown-memory.ts';
import { isPlaced, wantedMemory } from './wanted-memory.ts';

const mebibyte = 1024 ** 2;

/** How the engine names GPUs, and what they are to the formulas. */
const deviceNames: Readonly<Record<Exclude<Accelerator, 'cpu'>, readonly [string, DeviceKind]>> = {
  nvidia: ['CUDA', 'cuda'],
  amd: ['ROCm', 'rocm'],
  intel: ['SYCL', 'sycl'],
  vulkan: ['Vulkan', 'vulkan'],
};

/** More than any GPU has: nothing is refused for the size of one that nobody knows. */
const unknownBytes = 1024 ** 5;

/**
 * What the program and the driver of a GPU take of the host beside the model, rules of thumb: the
 * least, by which a limit is judged that somebody has set, and what a pod asks for by itself.
 */
const least = { program: 64 * mebibyte, driver: 256 * mebibyte };
const usual = { program: 256 * mebibyte, driver: 768 * mebibyte };
/** A pod asks for a multiple of this. */
const step = 64;

/** What the cache of prompts may take where nobody has said how much memory there is. */
const mostPromptBytes = 8192 * mebibyte;
const leastPromptBytes = 256 * mebibyte;

/** How a model lies in the memory of llama-server with what a release asks for. */
export function planMemory(resolved: Resolved, question: MemoryQuestion): MemoryPlan {
  const why = unknownMemory(resolved);
  if (why !== undefined) return { kind: 'unknown', why };
  // What else a file may be is refused where its head is read, or by the engine in its own words.
  const facts = factsOfHead(question.model);
  if (facts === undefined) return { kind: 'unknown', why: 'the file is no model' };
  const ground = { resolved, facts, hardware: hardwareOf(resolved, question) };
  const drafted = isDecided(ground, question) ? decided(ground) : planned(ground);
  if ('kind' in drafted) return drafted;
  return tell(drafted, ground);
}

interface Ground {
  readonly resolved: Resolved;
  readonly facts: ModelFacts;
  readonly hardware: FitHardware;
}

interface Drafted {
  readonly settings: FitSettings;
  readonly asked: FitSettings;
  readonly because: readonly string[];
}

// Of GPUs whose memory nobody knows nothing can be decided; the engine shares by what is free.
function isDecided({ resolved }: Ground, { gpuBytes }: MemoryQuestion): boolean {
  return isPlaced(wantedMemory(resolved)) || (resolved.gpus > 0 && gpuBytes === undefined);
}

function planned(ground: Ground): Drafted | MemoryPlan {
  const { resolved, facts, hardware } = ground;
  const want = wantOf(ground);
  const plan = planFit(facts, want, hardware);
  const [error] = plan.estimate.errors;
  if (error !== undefined) return { kind: 'refused', fact: error.message };
  if (plan.kind === 'does-not-fit') {
    return tooLarge(plan.estimate, perConversation(plan.largestContext ?? 0, resolved));
  }
  return {
    settings: plan.settings,
    asked: askedSettings({ facts, want, hardware }),
    // Behind these it says again what the places do.
    because: plan.because.slice(0, plan.steps.length),
  };
}

function decided(ground: Ground): Drafted | MemoryPlan {
  const { resolved, facts, hardware } = ground;
  const { contextLength, sacrifices: _, ...want } = wantOf(ground);
  const bare: FitSettings = {
    ...defaultSettings,
    promptCacheBytes: 0,
    ...want,
    ...wantedMemory(resolved),
    contextLength: Number(contextLength),
    fit: false,
  };
  const promptCacheBytes =
    want.promptCacheBytes ?? promptCacheFor(estimate(facts, bare, hardware).host);
  const settings: FitSettings = { ...bare, promptCacheBytes };
  const found = estimate(facts, settings, hardware);
  const [error] = found.errors;
  if (error !== undefined) return { kind: 'refused', fact: error.message };
  if (!found.fits) {
    return tooLarge(found, perConversation(largestContext(facts, settings, hardware), resolved));
  }
  return { settings, asked: settings, because: [] };
}

function wantOf({ resolved, facts, hardware }: Ground): FitWant {
  const { contextLength = 0, concurrency } = resolved;
  const {
    gpuLayers: _,
    overrides: __,
    splitMode: ___,
    tensorSplit: ____,
    ...said
  } = wantedMemory(resolved);
  const slots = concurrency === undefined ? {} : { slots: concurrency, unified: false };
  const want = { ...said, ...slots, contextLength: contextLength * (concurrency ?? 1) };
  if (want.promptCacheBytes !== undefined || hardware.hostBytes !== undefined) return want;
  return { ...want, promptCacheBytes: promptsLike(estimate(facts, want, hardware)) };
}

/** As many past conversations as there are at a time: what those take, within bounds. */
function promptsLike({ devices, host }: Estimate): number {
  const kept: ReadonlySet<EstimatePart> = new Set(['kv', 'state']);
  const bytes = [...devices, host]
    .flatMap(({ lines }) => lines)
    .reduce((sum, line) => sum + (kept.has(line.what) ? line.bytes : 0), 0);
  const wanted = Math.min(mostPromptBytes, Math.max(leastPromptBytes, bytes));
  return Math.ceil(wanted / mebibyte) * mebibyte;
}

function perConversation(tokens: number, { concurrency = 1 }: Resolved): number {
  return Math.floor(tokens / concurrency);
}

function hardwareOf(resolved: Resolved, { gpuBytes }: MemoryQuestion): FitHardware {
  const { memory, gpus, place } = resolved;
  const said = place === 'host' ? undefined : parseBytesQuantity(memory ?? '');
  const beside = besideBytes(resolved);
  const accelerator = acceleratorOf(resolved);
  const hostExtra = overheadOf(resolved, least) + (accelerator === 'cpu' ? beside : 0);
  const hostBytes = said === undefined ? {} : { hostBytes: Math.max(0, said - hostExtra) };
  if (accelerator === 'cpu') return { devices: [], ...hostBytes };
  const [name, kind] = deviceNames[accelerator];
  const devices = Array.from({ length: gpus }, (_, index): FitDevice => {
    const totalBytes = gpuBytes?.[index] ?? gpuBytes?.at(-1) ?? unknownBytes;
    const reserveBytes = defaultReserve + (index === 0 ? beside : 0);
    return { id: `${name}${index}`, kind, totalBytes, reserveBytes };
  });
  return { devices, ...hostBytes };
}

/** Projectors and adapters, as large as their files; what computing with them takes is not known. */
function besideBytes({ files = [] }: Resolved): number {
  return totalBytes(files.map(({ at }) => at)) ?? 0;
}

function overheadOf(resolved: Resolved, { program, driver }: typeof usual): number {
  return program + (acceleratorOf(resolved) === 'cpu' ? 0 : driver);
}

function tooLarge({ devices, host }: Estimate, largest: number): MemoryPlan {
  const places = [...devices, host].map(({ limitBytes, ...place }) => ({
    ...place,
    ...(limitBytes === undefined || limitBytes > unknownBytes / 2 ? {} : { limitBytes }),
  }));
  return { kind: 'too large', places, largestContext: largest };
}

function tell({ settings, asked, because }: Drafted, ground: Ground): MemoryPlan {
  const { resolved, facts, hardware } = ground;
  const { devices, host, placement, warnings } = estimate(facts, settings, hardware);
  const layers = facts.layers.length + 1;
  const gpuLayers = placement.devices.reduce(
    (sum, { layers: { from, to }, hasOutput }) => sum + to - from + (hasOutput ? 1 : 0),
    0,
  );
  const { place, memory } = resolved;
  const beside = besideBytes(resolved);
  const onHost = devices.length === 0 ? beside : 0;
  const isOpen = beside > 0;
  const needed = (host.upperBytes + overheadOf(resolved, usual) + onHost) / mebibyte;
  return {
    kind: 'planned',
    fit: {
      options: plannedOptions({
        settings,
        asked: { ...asked, promptCacheBytes: saidPrompts(resolved) },
        layers,
        hardware,
      }),
      ...defined({ split: settings === asked ? undefined : splitOf(settings, hardware) }),
      gpuLayers,
      layers,
      // They lie on the first GPU, or on the host where there is none.
      places: [...devices, host].map((each, at) => placeOf(each, at === 0 ? beside : 0)),
      ...(place === 'host' || memory !== undefined || isOpen
        ? {}
        : { memoryMebibytes: Math.ceil(needed / step) * step }),
    },
    because,
    warnings: [...warnings.map(({ message }) => message), ...(isOpen ? [notCounted] : [])],
  };
}

function splitOf({ tensorSplit, splitMode, mainGpu }: FitSettings, { devices }: FitHardware) {
  if (devices.length < 2) return undefined;
  if (splitMode === 'none') return { mode: 'none' as const, mainGpu };
  return tensorSplit.length === 0 ? undefined : { ratio: [...tensorSplit] };
}

// The engine is told of the cache of prompts unless it was told already, or has none.
function saidPrompts(resolved: Resolved): number {
  return wantedMemory(resolved).promptCacheBytes ?? -1;
}

// A limit without it would end the engine at the first picture.
const notCounted =
  'what computing with files beside the model takes is not known, so the pod asks for no memory by itself: say --memory';

/** Lines that no buffer of the engine stands for. */
const untold: ReadonlySet<EstimatePart> = new Set(['tokenizer', 'prompt-cache', 'checkpoints']);

function placeOf({ id, usedBytes, limitBytes, lines }: PlaceEstimate, beside: number) {
  const told = lines.reduce((sum, { what, bytes }) => sum + (untold.has(what) ? 0 : bytes), 0);
  const isKnown = limitBytes !== undefined && limitBytes <= unknownBytes / 2;
  return {
    id,
    usedBytes: Math.ceil(usedBytes + beside),
    toldBytes: Math.ceil(told),
    ...(isKnown ? { limitBytes: limitBytes + beside } : {}),
  };
}
