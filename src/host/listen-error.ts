import { LlmkubeError } from '../errors/llmkube-error.ts';
import { findPortHolder, type PortHolder } from './find-port-holder.ts';

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

/** Says why nothing can listen at an address; what is no such reason comes back as it is. */
export async function listenError(error: unknown, { host, port }: TcpAddress): Promise<unknown> {
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
