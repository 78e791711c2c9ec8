import * as z from 'zod';
import { secretKey } from './object-schema.ts';

const atLeast = (least: number) => z.int().min(least).optional();
const flag = z.boolean().optional();
const text = z.string().optional();

const vllmConfig = z.strictObject({
  tensorParallelSize: atLeast(1),
  maxModelLen: atLeast(1),
  quantization: z
    .enum(['awq', 'gptq', 'squeezellm', 'fp8', 'nvfp4', 'mxfp4', 'compressed-tensors'])
    .optional(),
  dtype: z.enum(['auto', 'float16', 'bfloat16']).optional(),
  kvCacheDtype: z.enum(['auto', 'fp8_e5m2', 'fp8_e4m3']).optional(),
  kvCacheCustomDtype: text,
  enablePrefixCaching: flag,
  enableChunkedPrefill: flag,
  maxNumBatchedTokens: atLeast(512),
  attentionBackend: z
    .enum([
      ...(['FLASH_ATTN', 'FLASHINFER', 'XFORMERS'] as const),
      ...(['flashinfer', 'flash_attn', 'xformers', 'torch_sdpa'] as const),
    ])
    .optional(),
  speculative: z
    .strictObject({
      enabled: flag,
      model: text,
      numSpeculativeTokens: z.int().min(1).max(16).optional(),
    })
    .optional(),
  enableExpertParallel: flag,
  hfTokenSecretRef: secretKey.optional(),
  cpuOffloadGB: atLeast(0),
  gpuMemoryUtilization: z.number().min(0.1).max(0.99).optional(),
});

const tgiConfig = z.strictObject({
  quantize: z.enum(['bitsandbytes', 'gptq', 'awq', 'eetq']).optional(),
  maxInputLength: atLeast(1),
  maxTotalTokens: atLeast(1),
  dtype: z.enum(['float16', 'bfloat16']).optional(),
  hfTokenSecretRef: secretKey.optional(),
});

const sglangSpeculative = z.strictObject({
  enabled: flag,
  algorithm: z.enum(['EAGLE', 'EAGLE3', 'Medusa']).optional(),
  draftModelPath: text,
  numSteps: atLeast(1),
  eagleTopK: atLeast(1),
  numDraftTokens: atLeast(1),
  acceptThresholdSingle: z.number().min(0).max(1).optional(),
  acceptThresholdAcc: z.number().min(0).max(1).optional(),
});

const sglangConfig = z.strictObject({
  tensorParallelSize: atLeast(1),
  expertParallelSize: atLeast(1),
  dataParallelSize: atLeast(1),
  contextLength: atLeast(128),
  memFractionStatic: z.number().min(0.1).max(0.99).optional(),
  chunkedPrefillSize: atLeast(512),
  maxRunningRequests: atLeast(1),
  quantization: text,
  kvCacheDtype: text,
  kvCacheCustomDtype: text,
  attentionBackend: z.enum(['flashinfer', 'flash_attn', 'torch_native']).optional(),
  enablePrefixCaching: flag,
  toolCallParser: z
    .enum(['llama3', 'qwen3', 'qwen25', 'hermes', 'functionary', 'mistral'])
    .optional(),
  reasoningParser: z.enum(['qwen3', 'deepseek-r1']).optional(),
  chatTemplate: text,
  speculative: sglangSpeculative.optional(),
  loraModules: z.array(z.string()).optional(),
  maxLoraRank: atLeast(1),
  loraTargetModules: z.array(z.string()).optional(),
  loraAdapters: z.array(z.strictObject({ name: z.string(), path: z.string() })).optional(),
  logLevel: text,
  trustRemoteCode: flag,
  skipTokenizerInit: flag,
  hfTokenSecretRef: secretKey.optional(),
});

const personaPlexConfig = z.strictObject({
  quantize4Bit: flag,
  cpuOffload: flag,
  hfTokenSecretRef: secretKey.optional(),
});

/** What the operator's InferenceService says to engines other than llama.cpp. */
export const engineBlocks = {
  vllmConfig: vllmConfig.optional(),
  tgiConfig: tgiConfig.optional(),
  sglangConfig: sglangConfig.optional(),
  personaPlexConfig: personaPlexConfig.optional(),
  turboQuantBits: z.union([z.literal(3), z.literal(6), z.literal(8)]).optional(),
  pagedSSDCacheDir: text,
  hotCacheMaxSize: text,
  pagedSSDCacheMaxSize: text,
};
