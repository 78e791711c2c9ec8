import type { WebSocket } from 'undici';
import type { Credential, Credentials } from '../credentials/credentials.ts';
import { impersonationHeaders } from '../credentials/impersonation-headers.ts';
import type { Access } from '../kubeconfig/access.ts';
import type { Limits } from '../limits.ts';
import type { Timing } from '../timing.ts';
import { type Call, pathWithQuery } from './call.ts';
import {
  createDispatchers,
  type Dispatchers,
  type Pool,
  type ProxyClient,
  type RawAnswer,
} from './dispatchers.ts';
import { describeNetworkFailure, type NetworkFailure, type Route } from './network-failure.ts';
import { parseWarnings } from './parse-warnings.ts';
import { UpgradedSockets } from './upgraded-sockets.ts';

export interface ConnectionOptions {
  readonly proxy: ProxyClient | undefined;
  readonly access: Access;
  readonly credentials: Credentials;
  readonly timing: Timing;
  readonly limits: Limits;
  readonly userAgent: string;
  readonly onRequest: ((report: RequestReport) => void) | undefined;
  /** Hears each text of a `Warning` header once, whichever answer brings it. */
  readonly onWarning: ((text: string) => void) | undefined;
}

/** One attempt of one request, for people who want to see the traffic. It holds no body. */
export interface RequestReport {
  readonly method: string;
  readonly url: string;
  /** 0 when no answer came. */
  readonly status: number;
  /** Until the whole answer was there, of a stream its beginning. */
  readonly milliseconds: number;
  /** The code of what cut the exchange, or empty. */
  readonly failure: string;
}

/** What one attempt ended with. The credential tells a renewal what was rejected. */
export type Exchange<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer; readonly credential: Credential }
  | { readonly kind: 'lost'; readonly failure: NetworkFailure };

export interface HttpAnswer {
  readonly status: number;
  readonly headers: RawAnswer['headers'];
  readonly body: string;
}

export interface OpenedSocket {
  readonly socket: WebSocket;
  readonly cut: () => void;
}

/** An answer whose body arrives piece by piece. A failed one is read whole, for its words. */
export interface StreamAnswer extends HttpAnswer {
  /** Only with status 200, and `body` is empty then. */
  readonly stream: AsyncIterable<Uint8Array> | undefined;
}

/** The live sockets to one API server; every request of the room goes through here. */
export class Connection {
  readonly access: Access;
  readonly credentials: Credentials;
  readonly timing: Timing;
  readonly limits: Limits;
  /** True once anything answered: from then on a refused connection is a restart, not a typo. */
  isContacted = false;
  readonly #options: ConnectionOptions;
  readonly #impersonation: Record<string, string | string[]>;
  readonly #closing = new AbortController();
  readonly #heardWarnings = new Set<string>();
  readonly #upgraded = new UpgradedSockets();
  #dispatchers:
    | { readonly of: Credential['certificate']; readonly sockets: Dispatchers }
    | undefined;

  constructor(options: ConnectionOptions) {
    this.access = options.access;
    this.credentials = options.credentials;
    this.timing = options.timing;
    this.limits = options.limits;
    this.#options = options;
    this.#impersonation = impersonationHeaders(options.access.user.impersonation);
  }

  /** Sends once and reads the whole answer. */
  async exchange(call: Call): Promise<Exchange<HttpAnswer>> {
    return await this.#attempt(call, 'calls', readWhole);
  }

  /** Sends once and leaves the answer's body to be read as it arrives. */
  async open(call: Call): Promise<Exchange<StreamAnswer>> {
    return await this.#attempt(call, 'watches', async (raw) => {
      if (raw.statusCode !== 200) return { ...(await readWhole(raw)), stream: undefined };
      return { status: 200, headers: raw.headers, body: '', stream: raw.body };
    });
  }

  /** Begins a WebSocket, whose own events say what becomes of it; `cut` ends it at once. */
  async openSocket(call: Call, protocol: string): Promise<OpenedSocket> {
    const credential = await this.credentials.current();
    this.#throwIfEnded(call);
    const undici = await import('undici');
    const startedAt = this.timing.now();
    const { watches } = this.#socketsFor(credential);
    const { dispatcher, cut } = this.#upgraded.through(watches, (status) =>
      this.#report(call, { startedAt, status, failure: '' }),
    );
    const headers = Object.entries(this.#headersOf(call, credential));
    const socket = new undici.WebSocket(this.#urlOf(call).replace('http', 'ws'), {
      protocols: protocol,
      dispatcher,
      headers: headers.flatMap(([name, values]) => [values].flat().map((value) => [name, value])),
    });
    return { socket, cut };
  }

  /** Whom requests go to, and by whom. */
  get route(): Route {
    const { access, proxy } = this.#options;
    return { server: access.origin, proxy: proxy && new URL(proxy.url).host };
  }

  /** Cuts every socket; what is under way ends at once. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('The connection was closed'));
    this.#upgraded.destroy();
    await this.#dispatchers?.sockets.destroy();
  }

  async #attempt<Answer>(
    call: Call,
    pool: Pool,
    finish: (raw: RawAnswer) => Promise<Answer>,
  ): Promise<Exchange<Answer>> {
    const credential = await this.credentials.current();
    this.#throwIfEnded(call);
    const startedAt = this.timing.now();
    let [status, failure] = [0, ''];
    try {
      const raw = await this.#request(call, pool, credential);
      status = raw.statusCode;
      this.isContacted = true;
      this.#hearWarnings(raw);
      return { kind: 'answered', answer: await finish(raw), credential };
    } catch (thrown) {
      this.#throwIfEnded(call);
      const found = describeNetworkFailure(thrown, this.route);
      failure = found.code;
      return { kind: 'lost', failure: found };
    } finally {
      this.#report(call, { startedAt, status, failure });
    }
  }

  #report(
    call: Call,
    { startedAt, ...ended }: Pick<RequestReport, 'status' | 'failure'> & { startedAt: number },
  ): void {
    const milliseconds = this.timing.now() - startedAt;
    const { method } = call;
    this.#options.onRequest?.({ method, url: this.#urlOf(call), milliseconds, ...ended });
  }

  #urlOf(call: Call): string {
    return `${this.access.origin}${this.access.basePath}${pathWithQuery(call)}`;
  }

  #hearWarnings({ headers }: RawAnswer): void {
    if (headers.warning === undefined) return;
    for (const text of parseWarnings(headers.warning)) {
      if (this.#heardWarnings.has(text)) continue;
      this.#heardWarnings.add(text);
      this.#options.onWarning?.(text);
    }
  }

  async #request(call: Call, pool: Pool, credential: Credential) {
    const { access } = this.#options;
    return await this.#socketsFor(credential).request(pool, {
      origin: access.origin,
      path: `${access.basePath}${pathWithQuery(call)}`,
      method: call.method,
      headers: this.#headersOf(call, credential),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(call.headersLimit === undefined ? {} : { headersTimeout: call.headersLimit }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
  }

  #headersOf(call: Call, { authorization }: Credential): Record<string, string | string[]> {
    return {
      accept: call.accept ?? 'application/json',
      'user-agent': this.#options.userAgent,
      ...(call.body === undefined
        ? {}
        : { 'content-type': call.contentType ?? 'application/json' }),
      ...(authorization === undefined ? {} : { authorization }),
      ...(call.apiKey === undefined ? {} : { 'x-api-key': call.apiKey }),
      ...this.#impersonation,
    };
  }

  // A certificate belongs to a socket, so a new one needs new sockets; the old ones drain.
  #socketsFor({ certificate }: Credential): Dispatchers {
    if (this.#dispatchers?.of === certificate && this.#dispatchers !== undefined) {
      return this.#dispatchers.sockets;
    }
    const old = this.#dispatchers?.sockets;
    const { access, limits, proxy } = this.#options;
    const sockets = createDispatchers({ trust: access.tls, limits, proxy }, certificate);
    this.#dispatchers = { of: certificate, sockets };
    void old?.drain();
    return sockets;
  }

  #throwIfEnded(call: Call): void {
    call.signal?.throwIfAborted();
    this.#closing.signal.throwIfAborted();
  }
}

async function readWhole({ statusCode, headers, body }: RawAnswer): Promise<HttpAnswer> {
  return { status: statusCode, headers, body: await body.text() };
}
