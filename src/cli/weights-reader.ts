import type { Ports } from '../actions/ports.ts';
import type { HubAccess } from '../models/hub-session.ts';
import type { ReadOptions } from '../models/read-options.ts';
import { userHeaderCache } from './user-header-cache.ts';

/** Reads models in files of safetensors with the token of this user. */
export function weightsReader(
  access: () => Promise<HubAccess>,
  options: ReadOptions,
): Pick<Ports, 'openWeights' | 'readSafetensors'> {
  return {
    // What speaks to sources takes longer to load than most commands run.
    openWeights: async (source) => {
      const { openWeights } = await import('../models/open-weights.ts');
      return await openWeights(source, await access(), options);
    },
    readSafetensors: async (place) => {
      const [{ readSafetensorsOf }, cache] = await Promise.all([
        import('../models/read-safetensors-of.ts'),
        userHeaderCache(),
      ]);
      const { token } = await access();
      return await readSafetensorsOf(place, { ...options, token, cache });
    },
  };
}
