import type { HubAccess } from './hub-session.ts';

/**
 * The token of this user for a URL: nothing where that is of another server than the hub that the
 * token is for. A record may have been written by somebody else, and name any server.
 */
export function tokenFor(url: string, { endpoint, token }: HubAccess): string | undefined {
  return URL.parse(url)?.origin === URL.parse(endpoint)?.origin ? token : undefined;
}
