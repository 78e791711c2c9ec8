import { ofGpu, unlessInWords, whenOn } from './block-rows.ts';
import type { Facts } from './facts.ts';
import { knownAlone, sglangWords } from './known-words.ts';
import { ofEngines } from './of-engines.ts';
import { hasArg } from './read-args.ts';
import type { Row, Rows } from './row.ts';
import { tokenRow } from './token-row.ts';

type Block = NonNullable<Facts['service']['sglangConfig']>;

const block = ({ service }: Facts): Block => service.sglangConfig ?? {};

/** A field that a document has no word for goes on as an argument. */
function asWords(flag: string, read: (own: Block) => readonly unknown[]): Row {
  return {
    drop: (facts) => {
      if (read(block(facts)).length === 0) return 'it said nothing to the engine';
      return hasArg(facts.service.extraArgs ?? [], flag)
        ? `\`${flag}\` of \`extraArgs\` came after it`
        : undefined;
    },
    to: 'runtime.args',
    as: (facts) => [
      flag,
      ...read(block(facts))
        .map(String)
        .filter((word) => word !== 'true'),
    ],
  };
}

function given<T>(value: T | false | undefined): readonly T[] {
  return value === undefined || value === false ? [] : [value];
}

function whenOff(facts: Facts): string | undefined {
  const { enabled, algorithm, draftModelPath } = block(facts).speculative ?? {};
  return enabled === true && algorithm !== undefined && draftModelPath !== undefined
    ? undefined
    : 'it had no effect without `enabled`, `algorithm` and `draftModelPath`';
}

function ofDraft(to: string): Row {
  return { drop: whenOff, to: `runtime.sglang.draft.${to}` };
}

function threshold(flag: string, read: (own: NonNullable<Block['speculative']>) => unknown): Row {
  const row = asWords(flag, ({ speculative = {} }) => given(read(speculative)));
  return {
    ...row,
    drop: (facts) =>
      whenOff(facts) ?? (typeof row.drop === 'function' ? row.drop(facts) : undefined),
  };
}

const speculative: Rows = {
  'sglangConfig.speculative.enabled': { drop: whenOff, parts: () => [] },
  'sglangConfig.speculative.algorithm': {
    refuse: (facts) =>
      whenOff(facts) === undefined && block(facts).speculative?.algorithm === 'Medusa'
        ? 'is `Medusa`, which SGLang does not know; write `EAGLE` or `EAGLE3`'
        : undefined,
    ...ofDraft('method'),
    as: (facts) => block(facts).speculative?.algorithm?.toLowerCase(),
  },
  'sglangConfig.speculative.draftModelPath': {
    drop: whenOff,
    parts: (facts) => {
      const { draftModelPath, numDraftTokens = 4 } = block(facts).speculative ?? {};
      const draft = ['runtime', 'sglang', 'draft'];
      return [
        { to: [...draft, 'model'], value: draftModelPath },
        // The operator said it where nobody did.
        { to: [...draft, 'tokens'], value: numDraftTokens },
      ];
    },
  },
  'sglangConfig.speculative.numSteps': ofDraft('steps'),
  'sglangConfig.speculative.eagleTopK': ofDraft('topK'),
  'sglangConfig.speculative.numDraftTokens': { drop: whenOff, parts: () => [] },
  'sglangConfig.speculative.acceptThresholdSingle': threshold(
    '--speculative-accept-threshold-single',
    (own) => own.acceptThresholdSingle,
  ),
  'sglangConfig.speculative.acceptThresholdAcc': threshold(
    '--speculative-accept-threshold-acc',
    (own) => own.acceptThresholdAcc,
  ),
};

const pair = /^([^=]+)=(.+)$/;

function legacyAdapters(own: Block): readonly object[] {
  return (own.loraModules ?? []).map((text) => {
    const [, name = text, path = text] = pair.exec(text) ?? [];
    return { name, path };
  });
}

const lora: Rows = {
  'sglangConfig.loraModules': {
    drop: (facts) => {
      if ((block(facts).loraAdapters ?? []).length > 0) return '`loraAdapters` came before it';
      return legacyAdapters(block(facts)).length === 0 ? 'it is empty' : undefined;
    },
    to: 'runtime.sglang.lora.adapters',
    as: (facts) => legacyAdapters(block(facts)),
  },
  'sglangConfig.loraAdapters': {
    drop: (facts) => (block(facts).loraAdapters?.length === 0 ? 'it is empty' : undefined),
    to: 'runtime.sglang.lora.adapters',
  },
  'sglangConfig.maxLoraRank': { to: 'runtime.sglang.lora.maxRank' },
  'sglangConfig.loraTargetModules': knownAlone(
    sglangWords.loraTargets,
    (facts) => block(facts).loraTargetModules ?? [],
    asWords('--lora-target-modules', (own) => own.loraTargetModules ?? []),
  ),
};

const own: Rows = {
  'sglangConfig.tensorParallelSize': { to: 'runtime.sglang.tensorParallel' },
  'sglangConfig.expertParallelSize': { to: 'runtime.sglang.expertParallel' },
  'sglangConfig.dataParallelSize': { to: 'runtime.sglang.dataParallel' },
  'sglangConfig.contextLength': unlessInWords('serving.contextLength'),
  'sglangConfig.memFractionStatic': ofGpu('runtime.sglang.gpuMemoryFraction'),
  'sglangConfig.chunkedPrefillSize': { to: 'runtime.sglang.chunkedPrefill' },
  'sglangConfig.maxRunningRequests': unlessInWords('serving.concurrency'),
  'sglangConfig.quantization': knownAlone(
    sglangWords.quantization,
    (facts) => given(block(facts).quantization),
    { to: 'runtime.sglang.quantization' },
  ),
  'sglangConfig.kvCacheDtype': knownAlone(
    sglangWords.kvCache,
    (facts) => given(block(facts).kvCacheDtype),
    {
      same: 'auto',
      drop: (facts) =>
        block(facts).kvCacheCustomDtype === undefined
          ? undefined
          : '`kvCacheCustomDtype` came before it',
      to: 'runtime.sglang.kvCache.type',
    },
  ),
  'sglangConfig.kvCacheCustomDtype': knownAlone(
    sglangWords.kvCache,
    (facts) => given(block(facts).kvCacheCustomDtype),
    { to: 'runtime.sglang.kvCache.type' },
  ),
  'sglangConfig.attentionBackend': {
    refuse: (facts) =>
      block(facts).attentionBackend === 'flash_attn'
        ? 'is `flash_attn`, which SGLang does not know; remove it and write `fa3` as `runtime.sglang.attentionBackend` of what is converted'
        : undefined,
    to: 'runtime.sglang.attentionBackend',
  },
  'sglangConfig.enablePrefixCaching': {
    drop: 'SGLang caches prefixes by itself and knows no such argument; `runtime.sglang.prefixCaching: false` turns it off',
  },
  'sglangConfig.toolCallParser': knownAlone(
    sglangWords.toolCallParser,
    (facts) => given(block(facts).toolCallParser),
    { to: 'runtime.sglang.toolCallParser' },
  ),
  'sglangConfig.reasoningParser': { to: 'runtime.sglang.reasoningParser' },
  'sglangConfig.chatTemplate': { to: 'runtime.sglang.chatTemplate' },
  'sglangConfig.logLevel': asWords('--log-level', ({ logLevel }) => given(logLevel)),
  'sglangConfig.trustRemoteCode': whenOn(
    (facts) => block(facts).trustRemoteCode,
    'runtime.sglang.trustRemoteCode',
  ),
  'sglangConfig.skipTokenizerInit': asWords('--skip-tokenizer-init', ({ skipTokenizerInit }) =>
    given(skipTokenizerInit),
  ),
  'sglangConfig.hfTokenSecretRef': tokenRow((facts) => block(facts).hfTokenSecretRef),
};

/** What SGLang was told. */
export const sglangRows: Rows = ofEngines(['sglang'], { ...own, ...speculative, ...lora });
