import { once } from 'node:events';
import type { Server } from 'node:http';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import { findPortHolder, type PortHolder } from '../../host/find-port-holder.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Binds a server to exactly the address that was asked for; gives back what it has. */
export async function listen(server: Server, { host, port }: Address): Promise<Address> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw await explain(error, { host, port });
  }
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('No TCP port was bound');
  return { host: bound.address, port: bound.port };
}

async function explain(error: unknown, { host, port }: Address): Promise<unknown> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const facts = { host, port, variable: 'LLMKUBE_PORT', cause: code };
  if (code === 'EADDRINUSE') {
    const holder = await findPortHolder(port);
    const pid = holder?.process?.pid;
    return new LlmkubeError(
      'AGENT_PORT_TAKEN',
      `Cannot listen on port ${port}: ${heldBy(holder)}; \`LLMKUBE_PORT\` chooses another one`,
      { facts: { ...facts, ...(pid === undefined ? {} : { pid }) }, cause: error },
    );
  }
  const reason = reasons.get(code);
  if (reason === undefined) return error;
  const message = `Cannot listen on \`${host}\`, port ${port}: ${reason}`;
  return new LlmkubeError('AGENT_ADDRESS_REFUSED', message, { facts, cause: error });
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'this user may not use that port'],
  ['EADDRNOTAVAIL', 'that is no address of this machine'],
  ['ENOTFOUND', 'that name has no address'],
  ['EAI_AGAIN', 'that name cannot be looked up now'],
]);

function heldBy(holder: PortHolder | undefined): string {
  if (holder === undefined) return 'another process has it';
  if (holder.process === undefined) return `a process of another user (uid ${holder.user}) has it`;
  return `\`${holder.process.name}\` (process ${holder.process.pid}) has it`;
}
