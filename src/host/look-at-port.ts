import { once } from 'node:events';
import { createServer } from 'node:net';
import { describeCause } from '../errors/describe-cause.ts';
import { findPortHolder, type PortHolder } from './find-port-holder.ts';

export type PortState =
  | { readonly kind: 'free' }
  | { readonly kind: 'taken'; readonly holder: PortHolder | undefined }
  | { readonly kind: 'refused'; readonly why: string };

/** Whether a program of this user could listen there, tried for a moment. */
export async function lookAtPort(host: string, port: number): Promise<PortState> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
    return { kind: 'free' };
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) return { kind: 'refused', why: describeCause(error) };
    return { kind: 'taken', holder: await findPortHolder(port) };
  } finally {
    server.close();
  }
}
