import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import { describeCause, redact } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';

/** What a source tells of a file without sending it. */
export type SourceAnswer =
  | { readonly kind: 'reached'; readonly facts: { readonly bytes?: number } }
  | { readonly kind: 'unreachable'; readonly why: string };

export interface ReadOptions {
  readonly signal: AbortSignal;
  readonly timeoutMilliseconds?: number;
}

const defaultTimeoutMilliseconds = 10_000;
const mostRedirects = 5;

const refusals: Readonly<Record<number, string>> = {
  401: 'the source wants a login (401)',
  403: 'the source forbids it (403)',
  404: 'the source has no such file (404)',
  410: 'the source does not have the file any more (410)',
};

/** Asks a web server for the size of a file. Throws `SOURCE_REFUSED` when it says no. */
export async function readHttpSource(
  url: string,
  { signal, timeoutMilliseconds = defaultTimeoutMilliseconds }: ReadOptions,
): Promise<SourceAnswer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]);
  const agent = new Agent();
  try {
    return await follow(url, limit, agent);
  } catch (error) {
    if (error instanceof LlmkubeError) throw error;
    return { kind: 'unreachable', why: describeCause(error) };
  } finally {
    await agent.destroy();
  }
}

async function follow(url: string, signal: AbortSignal, agent: Agent): Promise<SourceAnswer> {
  let current = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const { origin, pathname, search } = new URL(current);
    const { statusCode, headers, body } = await request.call(agent, {
      origin,
      path: `${pathname}${search}`,
      method: 'HEAD',
      headers: { 'accept-encoding': 'identity' },
      signal,
    });
    await body.dump();
    const location = single(headers.location);
    if (statusCode >= 300 && statusCode < 400 && location !== undefined) {
      current = new URL(location, current).href;
      continue;
    }
    return answerOf(url, statusCode, single(headers['content-length']));
  }
  throw refused(url, `it redirects more than ${mostRedirects} times`);
}

function answerOf(url: string, status: number, length: string | undefined): SourceAnswer {
  const refusal = refusals[status];
  if (refusal !== undefined) throw refused(url, refusal);
  if (status >= 500) return { kind: 'unreachable', why: `it answers ${status}` };
  const bytes = Number(length);
  // Some servers do not answer HEAD; that they are there is all they tell.
  const known = status === 200 && Number.isSafeInteger(bytes) && bytes > 0;
  return { kind: 'reached', facts: known ? { bytes } : {} };
}

function refused(url: string, fact: string): LlmkubeError {
  return new LlmkubeError('SOURCE_REFUSED', `Cannot fetch \`${redact(url)}\`: ${fact}`, {
    facts: { field: 'model.source', url: redact(url) },
    suggestions: [`curl -sIL '${redact(url)}'`],
  });
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
