import type { TransformerFacts } from '../../transformers/transformer-facts.ts';
import type { TransformersEngine } from './engine-name.ts';

/**
 * Why what an engine keeps with latent attention is not computed: TGI 3.3 keeps whole keys and
 * values of it, padded (`flash_deepseek_v2_modeling.py`).
 */
export function uncountedLatent({
  engine,
  facts,
}: {
  readonly engine: TransformersEngine;
  readonly facts: TransformerFacts;
}): string | undefined {
  return engine === 'tgi' && facts.latent !== undefined
    ? 'what `tgi` keeps of conversations with latent attention is not computed'
    : undefined;
}
