import { once } from 'node:events';
import { createServer } from 'node:net';
import { listenError, type TcpAddress } from './listen-error.ts';

/** Rejects when nothing could listen there; tried for a moment. */
export async function checkPortFree({ host, port }: TcpAddress): Promise<void> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (error) {
    throw await listenError(error, { host, port });
  } finally {
    server.close();
  }
}
