import { ofGpu, unlessInWords, whenOn } from './block-rows.ts';
import type { Facts } from './facts.ts';
import { knownAlone, vllmWords } from './known-words.ts';
import { ofEngines } from './of-engines.ts';
import type { Rows } from './row.ts';
import { tokenRow } from './token-row.ts';

const block = ({ service }: Facts) => service.vllmConfig ?? {};

const given = (word: string | undefined) => (word === undefined ? [] : [word]);

function whenOff({ service }: Facts): string | undefined {
  const { enabled, model = '' } = service.vllmConfig?.speculative ?? {};
  return enabled === true && model !== ''
    ? undefined
    : 'it had no effect without `enabled` and `model`';
}

/** How many tokens a draft guessed where nobody said it. */
const usualGuesses = 4;

const speculative: Rows = {
  'vllmConfig.speculative.enabled': { drop: whenOff, parts: () => [] },
  'vllmConfig.speculative.model': {
    refuse: (facts) =>
      whenOff(facts) === undefined &&
      !/^[^\s/]+\/[^\s/]+$/.test(block(facts).speculative?.model ?? '')
        ? 'names a Model, which vLLM was told as it stood and did not know; remove it and write its repository as `runtime.vllm.draft.model`'
        : undefined,
    drop: whenOff,
    parts: (facts) => {
      const { model, numSpeculativeTokens = usualGuesses } = block(facts).speculative ?? {};
      const draft = ['runtime', 'vllm', 'draft'];
      return [
        { to: [...draft, 'model'], value: model },
        { to: [...draft, 'tokens'], value: numSpeculativeTokens },
      ];
    },
    note: 'is told to the engine in other words: vLLM has dropped those of the operator',
  },
  // The row of the model writes both.
  'vllmConfig.speculative.numSpeculativeTokens': { drop: whenOff, parts: () => [] },
};

const own: Rows = {
  'vllmConfig.tensorParallelSize': { to: 'runtime.vllm.tensorParallel' },
  'vllmConfig.maxModelLen': unlessInWords('serving.contextLength'),
  'vllmConfig.quantization': knownAlone(
    vllmWords.quantization,
    (facts) => given(block(facts).quantization),
    { to: 'runtime.vllm.quantization' },
  ),
  'vllmConfig.dtype': { to: 'runtime.vllm.dtype' },
  'vllmConfig.kvCacheDtype': {
    same: 'auto',
    drop: (facts) =>
      block(facts).kvCacheCustomDtype === undefined
        ? undefined
        : '`kvCacheCustomDtype` came before it',
    to: 'runtime.vllm.kvCache.type',
  },
  'vllmConfig.kvCacheCustomDtype': knownAlone(
    vllmWords.kvCache,
    (facts) => given(block(facts).kvCacheCustomDtype),
    { to: 'runtime.vllm.kvCache.type' },
  ),
  'vllmConfig.enablePrefixCaching': whenOn(
    (facts) => block(facts).enablePrefixCaching,
    'runtime.vllm.prefixCaching',
  ),
  'vllmConfig.enableChunkedPrefill': whenOn(
    (facts) => block(facts).enableChunkedPrefill,
    'runtime.vllm.chunkedPrefill',
  ),
  'vllmConfig.maxNumBatchedTokens': { to: 'runtime.vllm.maxBatchedTokens' },
  'vllmConfig.attentionBackend': knownAlone(
    vllmWords.attentionBackend,
    (facts) => given(block(facts).attentionBackend),
    { to: 'runtime.vllm.attentionBackend' },
  ),
  'vllmConfig.enableExpertParallel': whenOn(
    (facts) => block(facts).enableExpertParallel,
    'runtime.vllm.expertParallel',
  ),
  'vllmConfig.hfTokenSecretRef': tokenRow((facts) => block(facts).hfTokenSecretRef),
  'vllmConfig.cpuOffloadGB': { same: 0, ...ofGpu('runtime.vllm.cpuOffloadGb') },
  'vllmConfig.gpuMemoryUtilization': ofGpu('runtime.vllm.gpuMemoryFraction'),
};

/** What vLLM was told. */
export const vllmRows: Rows = ofEngines(['vllm'], { ...own, ...speculative });
