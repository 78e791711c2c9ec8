import type { CatalogEntry } from '../core/catalog/catalog-entry.ts';
import { fieldOf, textAt } from '../core/record/summary.ts';
import { didYouMean } from '../core/text/did-you-mean.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { parseModel } from './parse-model.ts';
import type { ModelVerb } from './parse-release-id.ts';

/** Where the weights of a model come from that is named as `deploy` would take it. */
export async function sourceOfModel(
  word: string,
  verb: ModelVerb,
  catalog: readonly CatalogEntry[],
): Promise<string> {
  const words = await parseModel(
    { word, name: undefined, source: undefined, verb },
    async () => catalog,
  );
  const source = words.source ?? textAt(fieldOf(words.asked?.intent, 'model'), 'source');
  if (source !== '') return source;
  const { near = [] } = words;
  throw new LlmkubeError(
    'MODEL_NOT_FOUND',
    `Cannot read the model \`${word}\`: the catalog has no such model${didYouMean(near)}`,
    {
      facts: { model: word, ...(near.length === 0 ? {} : { near }) },
      suggestions: [
        ...near.map((id) => `llmkube ${verb} ${id}`),
        `llmkube ${verb} ./<file>.gguf`,
        'llmkube catalog list',
      ].slice(0, 3),
    },
  );
}
