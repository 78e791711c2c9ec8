import { request } from 'node:http';

/** What an engine says about itself. */
export type Health =
  /** The model is loaded. */
  | 'healthy'
  /** It answers that it is not. */
  | 'loading'
  /** It answers something else, so it is not stuck at least. */
  | 'odd'
  /** Nothing listens yet, or nothing came back in time. */
  | 'silent';

export interface Probe {
  readonly socket: string;
  readonly path: string;
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal;
}

/** Asks an engine for its health once, over a connection of its own. Never rejects. */
export async function probeEngine(probe: Probe): Promise<Health> {
  const { socket, path, timeoutMilliseconds, signal } = probe;
  const timeout = AbortSignal.timeout(timeoutMilliseconds);
  return await new Promise((resolve) => {
    // Node's own client: one request now and then is not worth a pool of connections.
    const question = request(
      {
        socketPath: socket,
        path,
        agent: false,
        signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      },
      (answer) => {
        answer.resume();
        resolve(healthOf(answer.statusCode ?? 0));
      },
    );
    question.on('error', () => resolve('silent'));
    question.end();
  });
}

function healthOf(status: number): Health {
  if (status === 200) return 'healthy';
  return status === 503 ? 'loading' : 'odd';
}
