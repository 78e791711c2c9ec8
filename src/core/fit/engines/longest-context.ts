import type { TransformerFacts } from '../../transformers/transformer-facts.ts';

/** Of a model that does not say how long conversations can be. */
const usual = 131_072;

/** The longest conversation that is looked at where nobody asks for a longer one, in tokens. */
export function longestContext({ context }: Pick<TransformerFacts, 'context'>): number {
  return context || usual;
}
