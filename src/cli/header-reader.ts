import type { ReadHeader } from '../actions/ports.ts';
import type { HubAccess } from '../models/hub-session.ts';
import { userHeaderCache } from './user-header-cache.ts';

/** Reads headers of weights with the token of this user, and keeps those of servers in a folder. */
export function headerReader(access: () => Promise<HubAccess>): ReadHeader {
  return async (place, signal) => {
    // What speaks to sources takes longer to load than most commands run.
    const [{ readHeaderOf }, { tokenFor }, cache] = await Promise.all([
      import('../models/read-header-of.ts'),
      import('../models/token-for.ts'),
      userHeaderCache(),
    ]);
    const token = place.kind === 'url' ? tokenFor(place.url, await access()) : undefined;
    return await readHeaderOf(place, { signal, environment: process.env, token, cache });
  };
}
