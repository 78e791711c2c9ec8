import type { LlmkubeEvent } from '../events.ts';
import type { CatalogChoice } from './find-model.ts';

/** The event that says what will be served, before anything is written. */
export function modelChosen({
  entry,
  file,
  settings,
  why,
}: CatalogChoice): Extract<LlmkubeEvent, { type: 'modelChosen' }> {
  const { id, title, repo, contextTokens, license } = entry;
  return {
    type: 'modelChosen',
    model: id,
    title,
    repository: repo,
    file: file.file,
    quantisation: file.name,
    ...(file.bytes === undefined ? {} : { bytes: file.bytes }),
    ...(contextTokens === undefined ? {} : { contextTokens }),
    ...(license === undefined ? {} : { license }),
    ...(settings === undefined ? {} : { settings }),
    why,
  };
}
