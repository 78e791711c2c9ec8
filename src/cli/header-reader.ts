import { homedir } from 'node:os';
import path from 'node:path';
import type { ReadHeader } from '../actions/ports.ts';
import { foldersOf } from '../host/folders.ts';
import type { HubAccess } from '../models/hub-session.ts';

/** Reads headers of weights with the token of this user, and keeps those of servers in a folder. */
export function headerReader(access: () => Promise<HubAccess>): ReadHeader {
  return async (place, signal) => {
    // What speaks to sources takes longer to load than most commands run.
    const [{ readHeaderOf }, { headerCacheIn }] = await Promise.all([
      import('../models/read-header-of.ts'),
      import('../models/header-cache.ts'),
    ]);
    const { env: environment, platform } = process;
    const { cache: folder } = foldersOf({ environment, platform, home: homedir() });
    const cache = headerCacheIn(path.join(folder, 'headers'));
    const { token } = await access();
    return await readHeaderOf(place, { signal, environment, token, cache });
  };
}
