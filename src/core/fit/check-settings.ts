import { architectureOf } from './architectures.ts';
import type { ContextShape } from './context-shape.ts';
import type { FitSettings } from './fit-configuration.ts';
import type { FitError } from './fit-finding.ts';
import type { FitHardware } from './fit-hardware.ts';
import type { FlashAttention } from './flash-attention.ts';
import { kvTypeFacts } from './kv-types.ts';
import type { ModelFacts } from './model-facts.ts';
import type { PlaceEstimate } from './place-estimate.ts';
import type { Placement } from './placement.ts';

export interface SettingsQuestion {
  readonly facts: ModelFacts;
  readonly settings: FitSettings;
  readonly context: ContextShape;
  readonly placement: Placement;
  readonly flash: FlashAttention;
  readonly hardware: FitHardware;
  readonly host: PlaceEstimate;
}

interface ErrorCheck {
  readonly code: FitError['code'];
  /** A sentence without its full stop, where the engine would refuse. */
  readonly find: (question: SettingsQuestion) => string | undefined;
}

/** Sequences that the engine can keep apart (llama.cpp 0.5). */
const mostSlots = 256;

/** Files that are part of a model and no model. */
const parts: Readonly<Record<string, string>> = {
  clip: 'a projector for images or sound',
  eagle3: 'a model for drafting',
  dflash: 'a model for drafting',
};

/** What llama-server 0.7.0 ends with before or while it loads. */
const checks: readonly ErrorCheck[] = [
  {
    code: 'model-not-servable',
    find: ({ facts }) => {
      const part = Object.hasOwn(parts, facts.architecture) ? parts[facts.architecture] : undefined;
      if (part !== undefined) return `the file is ${part} and not a model`;
      return facts.layers.length === 0 ? 'the file has no layers' : facts.refusals[0];
    },
  },
  {
    code: 'kv-type-needs-fa',
    find: ({ settings: { valueType }, flash }) =>
      kvTypeFacts(valueType).quantized && !flash.on
        ? `a V cache in ${valueType} needs flash attention`
        : undefined,
  },
  {
    code: 'mla-kv-types-differ',
    find: ({ facts, settings: { keyType, valueType } }) =>
      keyType !== valueType && hasOneType(facts)
        ? `the model keeps K and V together: ${keyType} and ${valueType} cannot both be`
        : undefined,
  },
  { code: 'kv-type-block', find: findPartOfBlock },
  {
    code: 'rope-dimension',
    find: ({ facts: { architecture, ropeDimensions, shapes } }) => {
      const size = shapes.find(({ heads }) => heads > 0)?.keySize;
      const must = architectureOf(architecture)?.ropeIsHead === true && size !== undefined;
      return must && ropeDimensions !== undefined && ropeDimensions !== size
        ? `rope.dimension_count is ${ropeDimensions} and the heads have ${size}`
        : undefined;
    },
  },
  {
    code: 'slots-too-many',
    find: ({ context: { slots } }) =>
      slots > mostSlots ? `${slots} slots are more than ${mostSlots}` : undefined,
  },
  {
    code: 'split-mode-unsupported',
    find: ({ facts: { architecture }, settings: { splitMode } }) =>
      splitMode === 'tensor' && architectureOf(architecture)?.noTensorSplit === true
        ? `${architecture} cannot be split by tensors`
        : undefined,
  },
  {
    code: 'device-unknown',
    find: ({ settings, placement, hardware: { devices } }) => {
      const used = new Set(placement.devices.map(({ index }) => index));
      const named = settings.overrides.map(({ target }) => target);
      if (settings.splitMode === 'none' && devices.length > 0) named.push(settings.mainGpu);
      const unknown = named.find((target) => target !== 'host' && !used.has(target));
      return unknown === undefined ? undefined : `there is no device ${unknown} to be used`;
    },
  },
];

/** Hard errors, by what llama.cpp checks itself. */
export function checkSettings(question: SettingsQuestion): FitError[] {
  return checks.flatMap(({ code, find }) => {
    const message = find(question);
    return message === undefined ? [] : [{ code, message }];
  });
}

function hasOneType({ architecture, shapes }: ModelFacts): boolean {
  return architecture === 'deepseek4' || shapes.some(({ latent }) => latent !== undefined);
}

/** Heads are kept in whole blocks of a type. */
function findPartOfBlock({ facts, settings, flash }: SettingsQuestion): string | undefined {
  if (!flash.on && settings.flashAttention === 'off') return undefined;
  for (const { heads, keySize, valueSize, latent } of facts.shapes) {
    if (heads === 0) continue;
    const kept = [
      { type: settings.keyType, size: keySize },
      { type: settings.valueType, size: latent === undefined ? valueSize : keySize },
    ];
    const bad = kept.find(({ type, size }) => size % kvTypeFacts(type).block !== 0);
    if (bad !== undefined) {
      const { block } = kvTypeFacts(bad.type);
      return `heads of ${bad.size} do not divide into the blocks of ${block} of ${bad.type}`;
    }
  }
  return undefined;
}
