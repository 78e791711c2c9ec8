import { defined } from '../../../core/defined.ts';
import { expertsOnHost, type FitConfiguration } from '../../../core/fit/fit-configuration.ts';
import { isKvType, type KvType } from '../../../core/fit/kv-types.ts';
import type { EngineOptions } from '../../../core/intent/runtime-schema.ts';
import type { Resolved } from '../../../core/resolve/resolved.ts';
import { parseBytesQuantity } from '../../../core/text/quantity.ts';
import { optionAt } from '../../engine-field.ts';

/** What somebody has said of memory, as settings of the engine; without contexts and slots. */
export function wantedMemory({
  options = {},
  mode = 'chat',
  speculative,
  split,
}: Pick<Resolved, 'options' | 'mode' | 'speculative' | 'split'>): FitConfiguration {
  const at = <T>(path: string) => optionAt(options, path) as T | undefined;
  const flash = at<boolean>('flashAttention');
  const cpuLayers = at<number | 'all'>('moe.cpuLayers');
  const isChat = mode === 'chat';
  return defined({
    keyType: kvTypeAt(options, 'kvCache.key'),
    valueType: kvTypeAt(options, 'kvCache.value'),
    kvOnHost: at<string>('kvCache.location') === 'host' ? true : undefined,
    batch: at<number>('batchSize'),
    microBatch: at<number>('microBatchSize'),
    flashAttention: flash === undefined ? undefined : flash ? ('on' as const) : ('off' as const),
    opOffload: at<boolean>('opOffload'),
    promptCacheBytes: isChat ? parseBytesQuantity(at<string>('promptCache') ?? '-') : 0,
    draftTokens: draftTokens(speculative),
    embeddings: isChat ? undefined : true,
    gpuLayers: at<number>('gpuLayers'),
    overrides:
      cpuLayers === undefined
        ? undefined
        : [cpuLayers === 'all' ? expertsOnHost() : expertsOnHost(cpuLayers)],
    splitMode: split?.mode,
    tensorSplit: split?.ratio,
  });
}

/** Tokens that llama-server 0.7.0 has room for, where the field for them has no say. */
const tokensOfMethod: Readonly<Record<string, number>> = {
  'ngram-simple': 48,
  'ngram-map-k': 48,
  'ngram-map-k4v': 48,
  'ngram-mod': 64,
  'ngram-cache': 8,
};

/** Of a draft model (`--spec-draft-n-max`). */
const tokensOfDraft = 3;

function draftTokens(speculative: Resolved['speculative']): number | undefined {
  if (speculative === undefined) return undefined;
  const { method, tokens = tokensOfDraft } = speculative;
  return tokensOfMethod[method] ?? tokens;
}

/** Whether somebody has said where layers lie, so that nothing of that is left to decide. */
export function isPlaced(wanted: FitConfiguration): boolean {
  const { gpuLayers, overrides, splitMode, tensorSplit } = wanted;
  return [gpuLayers, overrides, splitMode, tensorSplit].some((said) => said !== undefined);
}

function kvTypeAt(options: EngineOptions, path: string): KvType | undefined {
  const word = String(optionAt(options, path));
  return isKvType(word) ? word : undefined;
}
