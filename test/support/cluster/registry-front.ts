import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** A refusal of everything below one repository, as registries word it. */
export interface RegistryAnswer {
  status: 401 | 404 | 429;
  /** Value of Retry-After, which belongs to 429. */
  retryAfter?: string;
  /** For this many requests; for all requests if absent. */
  times?: number;
}

export interface RegistryRequest {
  method: string;
  path: string;
  status: number;
}

export interface RegistryFront {
  url: string;
  requests: RegistryRequest[];
  script(repository: string, answer: RegistryAnswer | undefined): void;
  close(): Promise<void>;
}

// Codes of the distribution specification.
const CODES = { 401: 'UNAUTHORIZED', 404: 'NAME_UNKNOWN', 429: 'TOOMANYREQUESTS' };

interface Exchange {
  incoming: IncomingMessage;
  response: ServerResponse;
  log: RegistryRequest;
}

/** Passes requests on to a registry, except those to repositories that are told to refuse. */
export async function startRegistryFront(
  address: string,
  upstream: string,
): Promise<RegistryFront> {
  const requests: RegistryRequest[] = [];
  const scripts = new Map<string, RegistryAnswer>();
  const server = createServer((incoming, response) => {
    const { method = '', url = '/' } = incoming;
    const log = { method, path: url, status: 0 };
    requests.push(log);
    const refusal = takeRefusal(scripts, url);
    if (refusal !== undefined) refuse({ incoming, response, log }, refusal);
    else {
      // A broken connection on either side becomes one on the other side.
      passOn({ incoming, response, log }, upstream).catch(() => response.destroy());
    }
  });
  server.listen(0, address);
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The front has no TCP address');
  return {
    url: `http://${address}:${bound.port}`,
    requests,
    script: (repository, answer) => setScript(scripts, repository, answer),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function setScript(
  scripts: Map<string, RegistryAnswer>,
  repository: string,
  answer: RegistryAnswer | undefined,
): void {
  if (answer === undefined) scripts.delete(repository);
  else scripts.set(repository, answer);
}

function takeRefusal(scripts: Map<string, RegistryAnswer>, url: string) {
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//.exec(url)?.[1] ?? '';
  const answer = scripts.get(repository);
  if (answer?.times === undefined) return answer;
  if (answer.times === 0) return undefined;
  scripts.set(repository, { ...answer, times: answer.times - 1 });
  return answer;
}

function refuse({ incoming, response, log }: Exchange, answer: RegistryAnswer): void {
  const { status, retryAfter } = answer;
  const challenge = `Basic realm="registry"`;
  if (status === 401) response.setHeader('www-authenticate', challenge);
  if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
  const error = { code: CODES[status], message: 'refused by the test' };
  log.status = status;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(incoming.method === 'HEAD' ? '' : JSON.stringify({ errors: [error] }));
}

async function passOn({ incoming, response, log }: Exchange, upstream: string): Promise<void> {
  const { method, headers } = incoming;
  const outgoing = request(new URL(log.path, upstream), { method, headers, agent: false });
  const [answer] = await Promise.all([
    once(outgoing, 'response').then(([message]: IncomingMessage[]) => message),
    pipeline(incoming, outgoing),
  ]);
  if (answer === undefined) throw new Error('The registry has not answered');
  log.status = answer.statusCode ?? 0;
  response.writeHead(log.status, answer.headers);
  await pipeline(answer, response);
}
