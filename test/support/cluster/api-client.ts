import { readFileSync } from 'node:fs';
import { Agent } from 'undici';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A plain client of one API server, for tests to prepare and to look at a cluster. */
export interface ApiClient {
  /** One request whatever the answer; PATCH sends a merge patch. */
  readonly request: (method: Method, path: string, body?: unknown) => Promise<ApiAnswer>;
  /** The body of a request that must succeed; throws with the server's words otherwise. */
  readonly ask: <T = unknown>(method: Method, path: string, body?: unknown) => Promise<T>;
  readonly close: () => Promise<void>;
}

export interface ApiClientOptions {
  server: string;
  /** The file with the certificate that signed the server's. */
  authority: string;
  token: string;
}

/** Connects on the first request. `close` ends its connections. */
export function createApiClient({ server, authority, token }: ApiClientOptions): ApiClient {
  const agent = new Agent({ connect: { ca: readFileSync(authority) } });
  const request = async (method: Method, path: string, body?: unknown): Promise<ApiAnswer> => {
    const answer = await agent.request({
      origin: server,
      path,
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, body: parseBody(text) };
  };
  const ask = async <T>(method: Method, path: string, body?: unknown): Promise<T> => {
    const answer = await request(method, path, body);
    if (answer.status < 300) return answer.body as T;
    throw new Error(`${method} ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`);
  };
  return { request, ask, close: () => agent.destroy() };
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Health checks and some proxied answers are plain text.
    return text;
  }
}
