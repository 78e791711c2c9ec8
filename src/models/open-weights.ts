import type { Source } from '../core/source/parse-source.ts';
import type { HubAccess } from './hub-session.ts';
import { hubWeights } from './hub-weights.ts';
import { localWeights } from './local-weights.ts';
import type { ReadOptions } from './read-options.ts';
import { urlWeights } from './remote-weights.ts';
import type { WeightsFolder } from './weights-folder.ts';

/** Opens what a source has, without reading any weights; rejects for what is not read from here. */
export async function openWeights(
  source: Source,
  access: HubAccess,
  options: ReadOptions,
): Promise<WeightsFolder> {
  switch (source.kind) {
    case 'hub':
      return await hubWeights(source, access, options);
    case 'path':
      return await localWeights(source.path);
    case 'http':
      return urlWeights(source.url, options);
    default:
      throw new Error(`a source of kind \`${source.kind}\` is not read from here`);
  }
}
