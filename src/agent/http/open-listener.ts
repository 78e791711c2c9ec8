import { isLoopback, withoutBrackets } from '../../core/network/loopback.ts';
import { LlmkubeError } from '../../errors/llmkube-error.ts';
import type { TcpAddress as Address } from '../../host/listen-error.ts';
import { retryTakenPort } from '../../host/retry-taken-port.ts';
import { ApiKey } from './api-key.ts';
import type { Backend } from './backend.ts';
import { createHttpServer } from './create-http-server.ts';
import { EnginePools } from './engine-pools.ts';
import { InFlight } from './in-flight.ts';
import { listen } from './listen.ts';
import { type ListenerLimits, listenerLimits } from './listener-limits.ts';
import type { ListenerLogEntry } from './listener-log.ts';
import { OpenaiListener } from './openai-listener.ts';
import { HeldBytes } from './read-body.ts';
import type { ListenerClock } from './surroundings.ts';

export interface ListenerOptions extends Address {
  /** Wanted from every client; may be left out where only this machine can ask. */
  readonly apiKey: string | undefined;
  /** All local releases, as they are at the moment of the call. */
  readonly backends: () => readonly Backend[];
  readonly log: (entry: ListenerLogEntry) => void;
  readonly clock: ListenerClock;
  readonly limits?: Partial<ListenerLimits>;
}

/**
 * Opens OpenAI's API over all releases of this machine. Throws when the port is taken, and when
 * others than this machine could ask without a key.
 */
export async function openListener(options: ListenerOptions): Promise<OpenaiListener> {
  const { apiKey, backends, log, clock } = options;
  const host = withoutBrackets(options.host);
  if (apiKey === '' || (apiKey === undefined && !isLoopback(host))) throw keyNeeded(host);
  const limits = { ...listenerLimits, ...options.limits };
  const server = createHttpServer(limits);
  const address = await retryTakenPort(
    () => listen(server, { host, port: options.port }),
    (milliseconds) => clock.sleep(milliseconds, new AbortController().signal),
  );
  return new OpenaiListener(server, address, {
    host,
    apiKey: apiKey === undefined ? undefined : new ApiKey(apiKey),
    backends,
    pools: new EnginePools(limits),
    inFlight: new InFlight(),
    held: new HeldBytes(limits.heldBytes),
    limits,
    log,
    clock,
    created: Math.floor(clock.now() / 1000),
  });
}

function keyNeeded(host: string): LlmkubeError {
  return new LlmkubeError(
    'API_KEY_NEEDED',
    `Cannot listen on \`${host}\`: an endpoint that others than this machine reach needs a key`,
    { facts: { host } },
  );
}
