import { once } from 'node:events';
import type { Server } from 'node:http';
import { listenError, type TcpAddress } from '../../host/listen-error.ts';

/** Binds a server to exactly the address that was asked for; gives back what it has. */
export async function listen(server: Server, { host, port }: TcpAddress): Promise<TcpAddress> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw await listenError(error, { host, port });
  }
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('No TCP port was bound');
  return { host: bound.address, port: bound.port };
}
