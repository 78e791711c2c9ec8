import type { SettingsQuestion } from './check-settings.ts';
import type { FitWarning } from './fit-finding.ts';
import { kvTypeFacts } from './kv-types.ts';

interface WarningCheck {
  readonly code: FitWarning['code'];
  /** A sentence without its full stop, where there is something to say. */
  readonly find: (question: SettingsQuestion) => string | undefined;
}

/** Architectures with a state whose computing was measured. */
const measuredStates = /^(mamba|qwen3next)$/;

const checks: readonly WarningCheck[] = [
  {
    code: 'ctx-above-train',
    find: ({ facts: { trainedContext }, context: { cells } }) =>
      trainedContext > 0 && cells > Math.ceil(trainedContext / 256) * 256
        ? `there is room for ${cells} tokens and a slot never takes more than ${trainedContext}`
        : undefined,
  },
  {
    // With `--fit` it gives every slot of its own all that the model was trained with.
    code: 'ctx-left-to-engine',
    find: ({ facts: { trainedContext }, settings, context: { unified, slots } }) =>
      settings.fit && settings.contextLength === 0 && !unified && slots > 1
        ? `without a context the engine may make room for ${trainedContext} tokens in each slot`
        : undefined,
  },
  {
    code: 'kv-type-off-gpu',
    find: ({ settings: { keyType, valueType }, hardware: { devices } }) => {
      const type = [keyType, valueType].find((each) => !kvTypeFacts(each).cudaKernel);
      const isCuda = devices.some(({ kind }) => kind === 'cuda' || kind === 'rocm');
      return type !== undefined && isCuda
        ? `a cache in ${type} has no kernel on GPUs: attention is computed by the processor`
        : undefined;
    },
  },
  {
    code: 'fa-unavailable',
    find: ({ flash: { unsupportedSize } }) =>
      unsupportedSize === undefined
        ? undefined
        : `flash attention has no kernel for heads of ${unsupportedSize} and will be off`,
  },
  {
    code: 'split-mode-approximate',
    find: ({ settings: { splitMode }, hardware: { devices } }) =>
      devices.length > 1 && (splitMode === 'row' || splitMode === 'tensor')
        ? `the numbers are those of layers split over devices, not of ${splitMode}s`
        : undefined,
  },
  {
    code: 'moe-split-skew',
    find: ({ settings: { overrides, tensorSplit, splitMode }, hardware: { devices } }) => {
      const kept = overrides.some(
        ({ class: part, target }) => part === 'experts' && target === 'host',
      );
      return kept && devices.length > 1 && splitMode === 'layer' && tensorSplit.length === 0
        ? 'layers are shared by their number, as if no experts were on the host'
        : undefined;
    },
  },
  {
    code: 'fit-disabled-by-flags',
    find: ({ settings, hardware: { devices } }) => {
      const { fit, gpuLayers, tensorSplit, overrides } = settings;
      const placed = gpuLayers >= 0 || tensorSplit.length > 0 || overrides.length > 0;
      return fit && placed && devices.length > 0
        ? 'the engine will not change a placement that was asked for, even where it does not fit'
        : undefined;
    },
  },
  {
    code: 'cache-ram-vs-limit',
    find: ({ settings: { promptCacheBytes }, host: { fits, upperBytes, limitBytes } }) => {
      if (limitBytes === undefined) return undefined;
      if (promptCacheBytes < 0) return 'the cache of prompts may grow without limit';
      return fits && upperBytes > limitBytes
        ? 'past conversations may grow beyond the memory of the host'
        : undefined;
    },
  },
  {
    code: 'compute-approximate',
    find: ({ facts: { architecture, shapes } }) =>
      shapes.some(({ recurrent }) => recurrent !== undefined) && !measuredStates.test(architecture)
        ? `what computing takes was never measured for layers of ${architecture} with a state`
        : undefined,
  },
];

/** What is worth knowing although the engine starts. */
export function warnOfSettings(question: SettingsQuestion): FitWarning[] {
  return checks.flatMap(({ code, find }) => {
    const message = find(question);
    return message === undefined ? [] : [{ code, message }];
  });
}
