import {
  becomes,
  blockOf,
  dropped,
  fromSecret,
  noDraft,
  older,
  refused,
  repository,
  secret,
  token,
  withGpu,
} from './engine-sample.ts';

const inVllm = (part: object) => becomes({ runtime: { kind: 'vllm', vllm: part } });
const draft = { enabled: true, model: 'org/small' };

/** Samples of the fields of `vllmConfig`. */
export const vllmSamples = blockOf(['vllm', 'vllmConfig'], {
  tensorParallelSize: [
    [{ tensorParallelSize: 2 }, inVllm({ tensorParallel: 2 })],
    [
      { tensorParallelSize: 3 },
      refused('other numbers of GPUs'),
      { model: { ...repository, hardware: { gpu: { count: 2 } } } },
    ],
  ],
  maxModelLen: [
    [{ maxModelLen: 4096 }, becomes({ serving: { contextLength: 4096 } })],
    [
      { maxModelLen: 4096 },
      dropped('came after it'),
      { service: { extraArgs: ['--max-model-len=8192'] } },
    ],
  ],
  quantization: [[{ quantization: 'awq' }, inVllm({ quantization: 'awq' })]],
  dtype: [[{ dtype: 'auto' }, inVllm({ dtype: 'auto' })]],
  kvCacheDtype: [
    [{ kvCacheDtype: 'fp8_e5m2' }, inVllm({ kvCache: { type: 'fp8_e5m2' } })],
    [{ kvCacheDtype: 'auto' }, becomes({ runtime: { kind: 'vllm' } })],
    [{ kvCacheDtype: 'fp8_e5m2', kvCacheCustomDtype: 'x' }, dropped('came before it')],
  ],
  kvCacheCustomDtype: [[{ kvCacheCustomDtype: 'x' }, inVllm({ kvCache: { type: 'x' } })]],
  enablePrefixCaching: [
    [{ enablePrefixCaching: true }, inVllm({ prefixCaching: true })],
    [{ enablePrefixCaching: false }, dropped('said nothing')],
  ],
  enableChunkedPrefill: [
    [{ enableChunkedPrefill: true }, inVllm({ chunkedPrefill: true })],
    [{ enableChunkedPrefill: false }, dropped('said nothing')],
  ],
  maxNumBatchedTokens: [[{ maxNumBatchedTokens: 512 }, inVllm({ maxBatchedTokens: 512 })]],
  attentionBackend: [
    [{ attentionBackend: 'FLASHINFER' }, inVllm({ attentionBackend: 'FLASHINFER' })],
  ],
  'speculative.enabled': [
    [{ speculative: draft }, inVllm({ draft: { model: 'org/small', tokens: 4 } })],
    [{ speculative: { ...draft, enabled: false } }, noDraft],
  ],
  'speculative.model': [
    [{ speculative: draft }, dropped('in other words')],
    [{ speculative: { ...draft, model: 'small' } }, refused('names a Model')],
    [{ speculative: { model: 'org/small' } }, noDraft],
  ],
  'speculative.numSpeculativeTokens': [
    [{ speculative: { ...draft, numSpeculativeTokens: 2 } }, inVllm({ draft: { tokens: 2 } })],
    [{ speculative: { numSpeculativeTokens: 2 } }, noDraft],
  ],
  enableExpertParallel: [
    [{ enableExpertParallel: true }, inVllm({ expertParallel: true })],
    [{ enableExpertParallel: false }, dropped('said nothing')],
  ],
  hfTokenSecretRef: [
    [{ hfTokenSecretRef: secret }, token],
    [
      { hfTokenSecretRef: { name: 'other', key: 'a' } },
      dropped('`env` came after it'),
      { service: { env: fromSecret } },
    ],
    // The engine looks for the variable that the operator made of it first.
    [{ hfTokenSecretRef: secret }, token, { service: { env: older } }],
    [{ hfTokenSecretRef: { ...secret, optional: true } }, refused('must be there')],
  ],
  cpuOffloadGB: [
    [{ cpuOffloadGB: 4 }, inVllm({ cpuOffloadGb: 4 }), { model: withGpu }],
    [{ cpuOffloadGB: 4 }, dropped('without a GPU')],
    [{ cpuOffloadGB: 0 }, becomes({ runtime: { kind: 'vllm' } })],
  ],
  gpuMemoryUtilization: [
    [{ gpuMemoryUtilization: 0.8 }, inVllm({ gpuMemoryFraction: 0.8 }), { model: withGpu }],
    [{ gpuMemoryUtilization: 0.8 }, dropped('without a GPU')],
  ],
});
