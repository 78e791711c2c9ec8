import type { TransformerFacts } from '../../transformers/transformer-facts.ts';
import type { TransformersEngine } from './engine-name.ts';

/** A model over GPUs that each have a part of each layer. */
export interface ParallelAsked {
  readonly engine: TransformersEngine;
  readonly facts: TransformerFacts;
  readonly gpus: number;
}

/** Numbers of GPUs that are looked at for one that would do. */
const candidates = [1, 2, 3, 4, 5, 6, 7, 8, 16];

/**
 * Why a model cannot be divided over so many GPUs, and over how many it can; undefined where it
 * can. Engines refuse heads that cannot be divided (vLLM 0.25, SGLang 0.5, TGI 3.3).
 */
export function parallelProblem(asked: ParallelAsked): string | undefined {
  const { gpus } = asked;
  const why = whyNot(asked);
  if (why === undefined) return undefined;
  const others = candidates.filter((count) => whyNot({ ...asked, gpus: count }) === undefined);
  return `${why} over ${gpus} GPUs, but over ${others.join(', ')}`;
}

function whyNot({ engine, facts, gpus }: ParallelAsked): string | undefined {
  const { heads, kvHeads, latent } = facts;
  if (heads % gpus !== 0) return `its ${heads} attention heads cannot be divided`;
  // Where there are fewer than GPUs, TGI 3.3 copies a head only if it is the one that there is.
  const canCopy = engine === 'tgi' ? kvHeads === 1 : gpus % kvHeads === 0;
  const dividesKeys = latent !== undefined || kvHeads % gpus === 0 || canCopy;
  if (!dividesKeys) return `its ${kvHeads} heads of keys and values cannot be divided`;
  return whyNotByBlocks(facts, gpus);
}

// Of fp8 in blocks each GPU must have whole ones.
function whyNotByBlocks(facts: TransformerFacts, gpus: number): string | undefined {
  const { quantisation, experts, inner, expertInner } = facts;
  const [block] = quantisation?.block ?? [];
  const width = experts > 0 ? expertInner : inner;
  if (block === undefined || width === 0 || gpus === 1) return undefined;
  if (width % gpus === 0 && (width / gpus) % block === 0) return undefined;
  return `its feed-forwards of ${width} elements in blocks of ${block} cannot be divided`;
}
