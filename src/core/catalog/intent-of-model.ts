import type { PartialIntent } from '../intent/merge-intent.ts';
import type { CatalogChoice } from './find-model.ts';

/** What a release of that model is made of where nobody says otherwise. */
export function intentOfModel({ entry, file }: CatalogChoice): PartialIntent {
  return {
    model: {
      source: `hf://${entry.repo}/${file.file}`,
      // The digest of another file is none of this one.
      sha256: file.sha256 ?? null,
    },
  };
}
