import { homedir } from 'node:os';
import path from 'node:path';
import { foldersOf } from '../host/folders.ts';
import type { HeaderCache } from '../models/header-cache.ts';

/** Headers that this user has read before. */
export async function userHeaderCache(): Promise<HeaderCache> {
  const { headerCacheIn } = await import('../models/header-cache.ts');
  const { env: environment, platform } = process;
  const { cache } = foldersOf({ environment, platform, home: homedir() });
  return headerCacheIn(path.join(cache, 'headers'));
}
