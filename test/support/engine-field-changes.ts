import type { PartialIntent } from '../../src/core/intent/merge-intent.ts';
import type { FieldChange } from './field-changes.ts';

const source = 'hf://org/model';

interface Sample {
  readonly given: PartialIntent;
  readonly beside?: PartialIntent;
  readonly hardware?: PartialIntent;
}

/** The samples of one engine, in an intent that it takes. */
function samplesOf(
  kind: string,
  samples: Readonly<Record<string, Sample>>,
): Readonly<Record<string, FieldChange>> {
  return Object.fromEntries(
    Object.entries(samples).map(([path, { given, beside = {}, hardware }]) => [
      `runtime.${kind}.${path}`,
      {
        given: { runtime: { [kind]: given } },
        beside: {
          model: { source },
          runtime: { kind, image: 'engine:1', [kind]: beside },
          ...(hardware === undefined ? {} : { hardware }),
        },
      },
    ]),
  );
}

const adapter = { name: 'a', path: 'org/a' };
const gpus = (count: number) => ({ gpus: count });
const claimed = { vendor: 'nvidia', claims: [{ name: 'gpus', templateName: 'two' }] };

/** Fields that the engines of Python's `argparse` have alike. */
const shared: Readonly<Record<string, Sample>> = {
  dtype: { given: { dtype: 'float16' } },
  quantization: { given: { quantization: 'fp8' } },
  loadFormat: { given: { loadFormat: 'safetensors' } },
  'kvCache.type': { given: { kvCache: { type: 'fp8_e5m2' } } },
  gpuMemoryFraction: { given: { gpuMemoryFraction: 0.5 }, hardware: gpus(1) },
  prefixCaching: { given: { prefixCaching: false } },
  // Of counted GPUs it follows from their number.
  tensorParallel: { given: { tensorParallel: 2 }, hardware: claimed },
  pipelineParallel: { given: { pipelineParallel: 2 }, hardware: gpus(4) },
  dataParallel: { given: { dataParallel: 2 }, hardware: gpus(4) },
  trustRemoteCode: { given: { trustRemoteCode: true } },
  reasoningParser: { given: { reasoningParser: 'qwen3' } },
  'lora.adapters[].name': {
    given: { lora: { adapters: [{ ...adapter, name: 'b' }] } },
    beside: { lora: { adapters: [adapter] } },
  },
  'lora.adapters[].path': {
    given: { lora: { adapters: [{ ...adapter, path: 'org/b' }] } },
    beside: { lora: { adapters: [adapter] } },
  },
  'lora.maxRank': {
    given: { lora: { maxRank: 32 } },
    beside: { lora: { adapters: [adapter] } },
  },
};

/** Whole fields of `runtime.vllm`. */
const ofVllm: Readonly<Record<string, Sample>> = {
  ...shared,
  cpuOffloadGb: { given: { cpuOffloadGb: 4 }, hardware: gpus(1) },
  maxBatchedTokens: { given: { maxBatchedTokens: 4096 } },
  chunkedPrefill: { given: { chunkedPrefill: false } },
  enforceEager: { given: { enforceEager: true } },
  attentionBackend: { given: { attentionBackend: 'FLASHINFER' } },
  expertParallel: { given: { expertParallel: true } },
  toolCallParser: { given: { toolCallParser: 'hermes' } },
  chatTemplate: { given: { chatTemplate: '/templates/a.jinja' } },
  'draft.model': { given: { draft: { model: 'org/small' } } },
  'draft.tokens': { given: { draft: { tokens: 3 } }, beside: { draft: { model: 'org/small' } } },
};

const draft = { method: 'eagle', model: 'org/small' };

/** Whole fields of `runtime.sglang`. */
const ofSglang: Readonly<Record<string, Sample>> = {
  ...shared,
  chunkedPrefill: { given: { chunkedPrefill: 4096 } },
  attentionBackend: { given: { attentionBackend: 'flashinfer' } },
  expertParallel: { given: { expertParallel: 2 }, hardware: gpus(2) },
  toolCallParser: { given: { toolCallParser: 'qwen25' } },
  chatTemplate: { given: { chatTemplate: 'chatml' } },
  'draft.method': { given: { draft: { method: 'eagle3' } }, beside: { draft } },
  'draft.model': { given: { draft: { model: 'org/other' } }, beside: { draft } },
  'draft.steps': { given: { draft: { steps: 3 } }, beside: { draft } },
  'draft.topK': { given: { draft: { topK: 4 } }, beside: { draft } },
  'draft.tokens': { given: { draft: { tokens: 16 } }, beside: { draft } },
};

/** Whole fields of `runtime.tgi`. */
const ofTgi: Readonly<Record<string, Sample>> = {
  dtype: { given: { dtype: 'float16' } },
  quantization: { given: { quantization: 'fp8' } },
  'kvCache.type': { given: { kvCache: { type: 'fp8_e5m2' } } },
  gpuMemoryFraction: { given: { gpuMemoryFraction: 0.5 }, hardware: gpus(1) },
  // Of counted GPUs it follows from their number.
  tensorParallel: { given: { tensorParallel: 2 }, hardware: claimed },
  maxInputTokens: { given: { maxInputTokens: 1024 } },
  maxPrefillTokens: { given: { maxPrefillTokens: 4096 } },
  maxBatchedTokens: { given: { maxBatchedTokens: 65_536 } },
  customKernels: { given: { customKernels: false } },
  trustRemoteCode: { given: { trustRemoteCode: true } },
  tokenizerConfig: { given: { tokenizerConfig: '/templates/tokenizer_config.json' } },
  'lora.adapters[].name': {
    given: { lora: { adapters: [{ ...adapter, name: 'b', path: '/adapters/a' }] } },
    beside: { lora: { adapters: [{ ...adapter, path: '/adapters/a' }] } },
  },
  'lora.adapters[].path': {
    given: { lora: { adapters: [{ ...adapter, path: '/adapters/b' }] } },
    beside: { lora: { adapters: [{ ...adapter, path: '/adapters/a' }] } },
  },
};

/** For each field of the engines that take whole repositories, a value other than its default. */
export const engineFieldChanges: Readonly<Record<string, FieldChange>> = {
  ...samplesOf('vllm', ofVllm),
  ...samplesOf('sglang', ofSglang),
  ...samplesOf('tgi', ofTgi),
};
