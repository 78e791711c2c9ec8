import type { Dispatcher } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { ListenerLimits } from './listener-limits.ts';

/** A request for an engine, in the headers that a client may choose and the body it has sent. */
export interface EngineRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The connections to all engines, each by its unix socket. */
export class EnginePools {
  readonly #pools = new Map<string, Pool>();
  readonly #connections: number;

  constructor({ requestsAtEngine }: Pick<ListenerLimits, 'requestsAtEngine'>) {
    this.#connections = requestsAtEngine;
  }

  /** Sends one request, or lets it wait until a connection is free. */
  dispatch(socket: string, request: EngineRequest, handler: Dispatcher.DispatchHandler): void {
    this.#poolOf(socket).dispatch({ ...request, method: 'POST' }, handler);
  }

  /** Lets go of the engines that are no more; what they still answer goes on. */
  keepOnly(sockets: ReadonlySet<string>): void {
    for (const [socket, pool] of this.#pools) {
      if (sockets.has(socket)) continue;
      this.#pools.delete(socket);
      void pool.close();
    }
  }

  /** Cuts every connection. */
  async destroy(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
    this.#pools.clear();
  }

  #poolOf(socket: string): Pool {
    const known = this.#pools.get(socket);
    if (known !== undefined) return known;
    const pool = new Pool('http://engine', {
      connect: { socketPath: socket },
      connections: this.#connections,
      pipelining: 1,
      // llama-server closes a connection that idles for 5 s, and says so.
      keepAliveTimeout: 4_000,
      // How long an engine thinks is for its client and the agent's probes to judge.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#pools.set(socket, pool);
    return pool;
  }
}
