import { settingsOfRelease } from '../catalog/settings-beside.ts';
import type { ResolveInput } from './resolve.ts';
import type { Resolved } from './resolved.ts';

/**
 * What is recommended for the model of a release: of a new model what its catalog says, and later
 * what was fixed then, as long as it is of the same model. What somebody has said once is theirs
 * for good, and does not come back by itself when they say it no more.
 */
export function resolveRecommended({
  intent,
  previous,
  recommended,
  given,
  runtime,
}: ResolveInput): Resolved['recommended'] {
  const isSame = previous?.model.source === intent.model.source;
  const settings = isSame ? previous?.recommended : recommended;
  const left = settingsOfRelease(settings, { given, intent }, runtime);
  return left && { sampling: left.sampling };
}
