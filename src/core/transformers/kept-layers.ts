import type { Config } from './config-schema.ts';
import type { KeptKind } from './transformer-facts.ts';

const kindOfWord: Readonly<Record<string, KeptKind>> = {
  full_attention: 'full',
  attention: 'full',
  sliding_attention: 'swa',
  linear_attention: 'recurrent',
  mamba: 'recurrent',
  conv: 'recurrent',
  recurrent: 'recurrent',
};

/** What each of the layers keeps of a conversation, as the names in `config.json` tell. */
export function layersOf(config: Config, count: number): readonly KeptKind[] {
  const { layer_types: words, kv_lora_rank: rank } = config;
  const whole: KeptKind = rank === undefined || rank === 0 ? 'full' : 'mla';
  if (words !== undefined && words.length >= count) {
    return words.slice(0, count).map((word) => {
      const kind = Object.hasOwn(kindOfWord, word) ? kindOfWord[word] : undefined;
      return kind === undefined || kind === 'full' ? whole : kind;
    });
  }
  return Array.from({ length: count }, (_, index) => kindAt(config, index) ?? whole);
}

/** Of one that has another kind than most; see the configurations of transformers 4.57. */
function kindAt(config: Config, index: number): KeptKind | undefined {
  const { full_attention_interval: interval, sliding_window: window } = config;
  if (interval !== undefined && interval > 1) {
    return (index + 1) % interval === 0 ? undefined : 'recurrent';
  }
  if (window === undefined || window === 0 || config.use_sliding_window === false) return undefined;
  // A window as long as any conversation is none.
  if (window >= (config.max_position_embeddings ?? Number.POSITIVE_INFINITY)) return undefined;
  const { sliding_window_pattern: pattern, max_window_layers: first } = config;
  if (pattern !== undefined && pattern > 0) return (index + 1) % pattern === 0 ? undefined : 'swa';
  if (config.use_sliding_window === true) return index >= (first ?? 0) ? 'swa' : undefined;
  return 'swa';
}
