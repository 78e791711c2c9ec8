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
    openWeights: async (source, endpoint) => {
      const [{ openWeights }, { tokenFor }] = await Promise.all([
        import('../models/open-weights.ts'),
        import('../models/token-for.ts'),
      ]);
      const own = await access();
      const hub = endpoint ?? own.endpoint;
      return await openWeights(source, { endpoint: hub, token: tokenFor(hub, own) }, options);
    },
    readSafetensors: async (place) => {
      const [{ readSafetensorsOf }, { tokenFor }, cache] = await Promise.all([
        import('../models/read-safetensors-of.ts'),
        import('../models/token-for.ts'),
        userHeaderCache(),
      ]);
      const token = place.kind === 'url' ? tokenFor(place.url, await access()) : undefined;
      return await readSafetensorsOf(place, { ...options, token, cache });
    },
  };
}
