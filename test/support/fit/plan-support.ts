import type { FitConfiguration, WeightOverride } from '../../../src/core/fit/fit-configuration.ts';
import { expertsOnHost } from '../../../src/core/fit/fit-configuration.ts';
import type { DeviceKind, FitHardware } from '../../../src/core/fit/fit-hardware.ts';
import { hostedExperts, hostedSlots } from '../../../src/core/fit/hosted.ts';
import { isKvType } from '../../../src/core/fit/kv-types.ts';
import type { ModelFacts } from '../../../src/core/fit/model-facts.ts';
import type { FitPlan } from '../../../src/core/fit/plan-fit.ts';
import { readFacts } from '../../../src/core/fit/read-facts.ts';
import { namedShapes } from './model-shape.ts';
import { viewOfShape } from './view-of-shape.ts';

export const mebibyte = 1024 ** 2;
export const gibibyte = 1024 ** 3;

const known = new Map<string, ModelFacts>();

/** The facts of a published model, as it is distributed. */
export function factsOf(name: string): ModelFacts {
  const before = known.get(name);
  if (before !== undefined) return before;
  const shape = namedShapes[name];
  if (shape === undefined) throw new Error(`there is no shape ${name}`);
  const facts = readFacts(viewOfShape(shape, shape.quant ?? 'q4_k_m'));
  known.set(name, facts);
  return facts;
}

/** GPUs of these sizes in GiB, by default of CUDA. */
export function gpus(sizes: readonly number[], kind: DeviceKind = 'cuda'): FitHardware {
  return {
    devices: sizes.map((size, index) => ({
      id: `${kind.toUpperCase()}${index}`,
      kind,
      totalBytes: size * gibibyte,
    })),
  };
}

/** MiB of each device, rounded. */
export function usedMebibytes({ estimate: { devices } }: FitPlan): number[] {
  return devices.map(({ usedBytes }) => Math.round(usedBytes / mebibyte));
}

/** How much a plan gave up, the worst first; plans are compared from the beginning. */
export function sacrificesOf(
  plan: FitPlan,
  { facts, hardware }: { readonly facts: ModelFacts; readonly hardware: FitHardware },
): number[] {
  const { settings, steps } = plan;
  const slots = hostedSlots({ facts, hardware }, settings).hosted;
  const { hosted, all } = hostedExperts(facts, settings);
  // Layers take their experts with them.
  const experts = settings.gpuLayers === 0 ? all : hosted;
  return [
    plan.kind === 'fits' ? 0 : 1,
    -settings.contextLength,
    Math.sign(slots),
    Math.sign(experts),
    -settings.microBatch,
    steps.includes('kv-type') ? 1 : 0,
    slots,
    experts,
  ];
}

/** Negative where the first list is less at the first place where two lists differ. */
export function compareLists(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, place) => value !== b[place]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

type Part = FitConfiguration & { readonly overrides?: readonly WeightOverride[] };

/** What arguments of a plan say, by what llama-server 0.7.0 documents. */
const valued: Readonly<Record<string, (value: string) => Part>> = {
  '-c': (value) => ({ contextLength: Number(value) }),
  '-np': (value) => ({ slots: Number(value) }),
  '-b': (value) => ({ batch: Number(value) }),
  '-ub': (value) => ({ microBatch: Number(value) }),
  '-fa': (value) => ({ flashAttention: value === 'on' ? 'on' : 'off' }),
  '-ctk': (value) => (isKvType(value) ? { keyType: value } : {}),
  '-ctv': (value) => (isKvType(value) ? { valueType: value } : {}),
  '-ngl': (value) => ({ gpuLayers: value === 'all' ? -1 : Number(value) }),
  '-ts': (value) => ({ tensorSplit: value.split(',').map(Number) }),
  '-sm': (value) => ({ splitMode: value === 'none' ? 'none' : 'layer' }),
  '-mg': (value) => ({ mainGpu: Number(value) }),
  '-ncmoe': (value) => ({ overrides: [expertsOnHost(Number(value))] }),
  '-ot': (value) => ({ overrides: value.split(',').flatMap(overridesOf) }),
  '-cram': (value) => ({ promptCacheBytes: Number(value) * mebibyte }),
  '-fit': (value) => ({ fit: value === 'on' }),
};

const switches: Readonly<Record<string, Part>> = {
  '-kvu': { unified: true },
  '-no-kvu': { unified: false },
  '-cmoe': { overrides: [expertsOnHost()] },
  '--no-op-offload': { opOffload: false },
};

/** Settings that arguments of a plan say. */
export function readPlanArgs(args: readonly string[]): FitConfiguration {
  let read: FitConfiguration = {};
  const left = args[Symbol.iterator]();
  for (const word of left) {
    const part = switches[word] ?? valued[word]?.(left.next().value ?? '');
    if (part === undefined) throw new Error(`a plan has an unknown argument ${word}`);
    read = { ...read, ...part };
  }
  return read;
}

/** One layer at a time, as the engine would match them. */
function overridesOf(text: string): WeightOverride[] {
  const [pattern = '', buffer] = text.split('=');
  const matches = new RegExp(pattern);
  return Array.from({ length: 200 }, (_, layer) => layer)
    .filter((layer) => matches.test(`blk.${layer}.ffn_down_exps.weight`))
    .map((layer) => ({
      class: 'experts',
      layers: { from: layer, to: layer + 1 },
      target: buffer === 'CPU' ? 'host' : -1,
    }));
}
