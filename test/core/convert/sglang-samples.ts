import {
  becomes,
  blockOf,
  dropped,
  noDraft,
  refused,
  secret,
  token,
  withGpu,
  withGpus,
} from './engine-sample.ts';

const inSglang = (part: object) => becomes({ runtime: { kind: 'sglang', sglang: part } });
const eagle = { enabled: true, algorithm: 'EAGLE', draftModelPath: 'org/small' };
const adapter = { name: 'a', path: 'org/a' };
const words = (...args: readonly string[]) => becomes({ runtime: { args } });

/** Samples of the fields of `sglangConfig`. */
export const sglangSamples = blockOf(['sglang', 'sglangConfig'], {
  tensorParallelSize: [[{ tensorParallelSize: 2 }, inSglang({ tensorParallel: 2 })]],
  expertParallelSize: [
    [{ expertParallelSize: 2 }, inSglang({ expertParallel: 2 }), { model: withGpus }],
  ],
  dataParallelSize: [[{ dataParallelSize: 2 }, inSglang({ dataParallel: 2 })]],
  contextLength: [
    [{ contextLength: 4096 }, becomes({ serving: { contextLength: 4096 } })],
    [
      { contextLength: 4096 },
      dropped('came after it'),
      { service: { extraArgs: ['--context-length', '8192'] } },
    ],
  ],
  memFractionStatic: [
    [{ memFractionStatic: 0.8 }, inSglang({ gpuMemoryFraction: 0.8 }), { model: withGpu }],
    [{ memFractionStatic: 0.8 }, dropped('without a GPU')],
  ],
  chunkedPrefillSize: [[{ chunkedPrefillSize: 512 }, inSglang({ chunkedPrefill: 512 })]],
  maxRunningRequests: [[{ maxRunningRequests: 7 }, becomes({ serving: { concurrency: 7 } })]],
  quantization: [[{ quantization: 'fp8' }, inSglang({ quantization: 'fp8' })]],
  kvCacheDtype: [
    [{ kvCacheDtype: 'fp8_e5m2' }, inSglang({ kvCache: { type: 'fp8_e5m2' } })],
    [{ kvCacheDtype: 'auto' }, becomes({ runtime: { kind: 'sglang' } })],
    [{ kvCacheDtype: 'fp8_e5m2', kvCacheCustomDtype: 'x' }, dropped('came before it')],
  ],
  kvCacheCustomDtype: [[{ kvCacheCustomDtype: 'x' }, inSglang({ kvCache: { type: 'x' } })]],
  attentionBackend: [
    [{ attentionBackend: 'flashinfer' }, inSglang({ attentionBackend: 'flashinfer' })],
    [{ attentionBackend: 'flash_attn' }, refused('does not know')],
  ],
  enablePrefixCaching: [[{ enablePrefixCaching: true }, dropped('by itself')]],
  toolCallParser: [[{ toolCallParser: 'qwen25' }, inSglang({ toolCallParser: 'qwen25' })]],
  reasoningParser: [[{ reasoningParser: 'qwen3' }, inSglang({ reasoningParser: 'qwen3' })]],
  chatTemplate: [[{ chatTemplate: 'chatml' }, inSglang({ chatTemplate: 'chatml' })]],
  'speculative.enabled': [
    [{ speculative: eagle }, inSglang({ draft: { method: 'eagle', tokens: 4 } })],
    [{ speculative: { enabled: true } }, noDraft],
  ],
  'speculative.algorithm': [
    [{ speculative: { ...eagle, algorithm: 'EAGLE3' } }, inSglang({ draft: { method: 'eagle3' } })],
    [{ speculative: { ...eagle, algorithm: 'Medusa' } }, refused('does not know')],
    [{ speculative: { algorithm: 'EAGLE' } }, noDraft],
  ],
  'speculative.draftModelPath': [
    [{ speculative: eagle }, inSglang({ draft: { model: 'org/small' } })],
    [{ speculative: { draftModelPath: 'org/small' } }, noDraft],
  ],
  'speculative.numSteps': [
    [{ speculative: { ...eagle, numSteps: 3 } }, inSglang({ draft: { steps: 3 } })],
    [{ speculative: { numSteps: 3 } }, noDraft],
  ],
  'speculative.eagleTopK': [
    [{ speculative: { ...eagle, eagleTopK: 3 } }, inSglang({ draft: { topK: 3 } })],
  ],
  'speculative.numDraftTokens': [
    [{ speculative: { ...eagle, numDraftTokens: 8 } }, inSglang({ draft: { tokens: 8 } })],
    [{ speculative: { numDraftTokens: 8 } }, noDraft],
  ],
  'speculative.acceptThresholdSingle': [
    [
      { speculative: { ...eagle, acceptThresholdSingle: 0.5 } },
      words('--speculative-accept-threshold-single', '0.5'),
    ],
    [{ speculative: { acceptThresholdSingle: 0.5 } }, noDraft],
  ],
  'speculative.acceptThresholdAcc': [
    [
      { speculative: { ...eagle, acceptThresholdAcc: 0.5 } },
      words('--speculative-accept-threshold-acc', '0.5'),
    ],
  ],
  loraModules: [
    [
      { loraModules: ['a=org/a', 'org/b'] },
      inSglang({ lora: { adapters: [adapter, { name: 'org/b', path: 'org/b' }] } }),
    ],
    [{ loraModules: ['x'], loraAdapters: [adapter] }, dropped('came before it')],
    [{ loraModules: [] }, dropped('is empty')],
  ],
  loraAdapters: [
    [{ loraAdapters: [adapter] }, inSglang({ lora: { adapters: [adapter] } })],
    [{ loraAdapters: [] }, dropped('is empty')],
  ],
  maxLoraRank: [
    [{ maxLoraRank: 32, loraAdapters: [adapter] }, inSglang({ lora: { maxRank: 32 } })],
    [
      { maxLoraRank: 8 },
      inSglang({ lora: { maxRank: 8 } }),
      { service: { extraArgs: ['--lora-paths', 'a=/x'] } },
    ],
    [{ maxLoraRank: 8 }, refused('has no effect without adapters')],
  ],
  loraTargetModules: [
    [{ loraTargetModules: ['a', 'b'] }, words('--lora-target-modules', 'a', 'b')],
    [{ loraTargetModules: [] }, dropped('said nothing')],
  ],
  logLevel: [
    [
      { logLevel: 'debug' },
      words('--random-seed', '1', '--log-level', 'debug'),
      { service: { extraArgs: ['--random-seed', '1'] } },
    ],
    [
      { logLevel: 'debug' },
      dropped('came after it'),
      { service: { extraArgs: ['--log-level=info'] } },
    ],
  ],
  trustRemoteCode: [[{ trustRemoteCode: true }, inSglang({ trustRemoteCode: true })]],
  skipTokenizerInit: [
    [{ skipTokenizerInit: true }, words('--skip-tokenizer-init')],
    [{ skipTokenizerInit: false }, dropped('said nothing')],
  ],
  hfTokenSecretRef: [[{ hfTokenSecretRef: secret }, token]],
});
