import { defined } from '../../../core/defined.ts';
import { expertsOnHost, type FitConfiguration } from '../../../core/fit/fit-configuration.ts';
import { isKvType, type KvType } from '../../../core/fit/kv-types.ts';
import type { EngineOptions } from '../../../core/intent/runtime-schema.ts';
import type { Resolved } from '../../../core/resolve/resolved.ts';
import { parseBytesQuantity } from '../../../core/text/quantity.ts';
import { optionAt } from '../../engine-field.ts';
import { guessedTokens } from '../speculation.ts';

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
    draftTokens: speculative === undefined ? undefined : guessedTokens(speculative),
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

/** Whether somebody has said where layers lie, so that nothing of that is left to decide. */
export function isPlaced(wanted: FitConfiguration): boolean {
  const { gpuLayers, overrides, splitMode, tensorSplit } = wanted;
  return [gpuLayers, overrides, splitMode, tensorSplit].some((said) => said !== undefined);
}

function kvTypeAt(options: EngineOptions, path: string): KvType | undefined {
  const word = String(optionAt(options, path));
  return isKvType(word) ? word : undefined;
}
