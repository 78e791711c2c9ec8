import type { Endpoint } from '../core/endpoint.ts';
import type { Served } from '../core/record/served-as.ts';
import { curlLine } from '../core/text/curl-line.ts';
import { quoteWord } from '../core/text/quote-word.ts';

/** How the listener of this machine is reached. */
export interface MachineAccess {
  readonly host: string;
  readonly port: number;
  /** Where its key is kept; nothing when it asks for none. */
  readonly keyFile: string | undefined;
}

/** Addresses that stand for all of a machine, and the one of them that it calls itself by. */
const wildcards: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Base URL of the OpenAI API, for clients on this machine. */
export function machineUrl({ host, port }: Pick<MachineAccess, 'host' | 'port'>): string {
  const own = wildcards[host] ?? host;
  return `http://${own.includes(':') ? `[${own}]` : own}:${port}/v1`;
}

/** Says how to talk to a release of this machine, in lines that can be pasted into a shell. */
export function machineEndpoint(served: Served, access: MachineAccess): Endpoint {
  const url = machineUrl(access);
  const { keyFile } = access;
  // The shell reads the key, so that no output and no history of ours holds it.
  const key = keyFile === undefined ? undefined : `$(cat ${quoteWord(keyFile)})`;
  return { url, model: served.model, curl: curlLine(url, served, key) };
}
