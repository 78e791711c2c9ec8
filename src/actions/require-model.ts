import type { CatalogEntry } from '../core/catalog/catalog-entry.ts';
import { findModel } from '../core/catalog/find-model.ts';
import { nearModels } from '../core/catalog/search-models.ts';
import { didYouMean } from '../core/text/did-you-mean.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** The entry of that name, or an error with the names that are near. */
export function requireModel(
  name: string,
  entries: readonly CatalogEntry[],
  verb: 'show' | 'verify' = 'show',
): CatalogEntry {
  const answer = findModel(name, entries);
  if (answer.kind !== 'unknown') return answer.entry;
  const near = nearModels(name, entries);
  throw new LlmkubeError(
    'MODEL_NOT_FOUND',
    `Cannot ${verb} \`${name}\`: the catalog has no such model${didYouMean(near)}`,
    {
      facts: { model: name, ...(near.length === 0 ? {} : { near }) },
      suggestions:
        near.length === 0
          ? ['llmkube catalog list']
          : near.map((id) => `llmkube catalog ${verb} ${id}`),
    },
  );
}
