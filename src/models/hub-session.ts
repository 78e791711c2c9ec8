import request from 'undici/lib/api/api-request.js';
import type Agent from 'undici/lib/dispatcher/agent.js';
import { type HubRefusal, hubRefusal } from './hub-refusal.ts';
import { type Headers, singleHeader } from './single-header.ts';

/** A hub and who asks it. */
export interface HubAccess {
  readonly endpoint: string;
  /** Shown only to the hub, and only where it says no without it. */
  readonly token: string | undefined;
}

export interface HubAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Empty for HEAD. */
  readonly body: string;
  readonly refusal: HubRefusal | undefined;
}

const mostRedirects = 5;

/** Asks one hub several questions, without a token until it wants one. */
export class HubSession {
  readonly #access: HubAccess;
  readonly #agent: Agent;
  readonly #signal: AbortSignal;
  #showsToken = false;

  constructor(access: HubAccess, { agent, signal }: { agent: Agent; signal: AbortSignal }) {
    this.#access = access;
    this.#agent = agent;
    this.#signal = signal;
  }

  /** Whether the answers are those to somebody with a token. */
  get showsToken(): boolean {
    return this.#showsToken;
  }

  async ask(method: 'GET' | 'HEAD', url: string): Promise<HubAnswer> {
    const answer = await this.#follow(method, url);
    const { token } = this.#access;
    if (answer.refusal?.mayYield !== true || this.#showsToken || token === undefined) return answer;
    this.#showsToken = true;
    return this.#follow(method, url);
  }

  // Redirects inside the hub are renamed repositories; those out of it lead to the file itself.
  async #follow(method: 'GET' | 'HEAD', url: string): Promise<HubAnswer> {
    let current = new URL(url);
    for (let redirects = 0; ; redirects += 1) {
      const answer = await this.#send(method, current);
      const location = singleHeader(answer.headers, 'location');
      if (answer.status < 300 || answer.status >= 400 || location === undefined) return answer;
      const next = new URL(location, current);
      if (next.origin !== current.origin || redirects === mostRedirects) return answer;
      current = next;
    }
  }

  async #send(method: 'GET' | 'HEAD', { origin, pathname, search }: URL): Promise<HubAnswer> {
    const { token } = this.#access;
    const shown = this.#showsToken && token !== undefined;
    const { statusCode, headers, body } = await request.call(this.#agent, {
      origin,
      path: `${pathname}${search}`,
      method,
      headers: {
        'accept-encoding': 'identity',
        ...(shown ? { authorization: `Bearer ${token}` } : {}),
      },
      signal: this.#signal,
    });
    return {
      status: statusCode,
      headers,
      body: await body.text(),
      refusal: hubRefusal(statusCode, headers),
    };
  }
}
