import { isLoopback } from '../core/network/loopback.ts';
import { hasOtherUsers } from '../host/other-users.ts';
import type { ListenAddress } from './listen-address.ts';

/** Whether others than this user could ask the listener, so that it wants a key. */
export async function needsKey({ host }: ListenAddress): Promise<boolean> {
  return !isLoopback(host) || (await hasOtherUsers());
}
