import request from 'undici/lib/api/api-request.js';
import type Agent from 'undici/lib/dispatcher/agent.js';
import type { Source } from '../core/source/parse-source.ts';
import type { SourceAnswer, SourceQuestion } from '../core/source/source-facts.ts';
import { quoteWord } from '../core/text/quote-word.ts';
import { describeCause, redact } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { openAgent } from './open-agent.ts';
import { defaultTimeoutMilliseconds, type ReadOptions } from './read-options.ts';
import { type Headers, singleHeader } from './single-header.ts';

const mostRedirects = 5;

const refusals: Readonly<Record<number, string>> = {
  401: 'the source wants a login (401)',
  403: 'the source forbids it (403)',
  404: 'the source has no such file (404)',
  410: 'the source does not have the file any more (410)',
};

type HttpQuestion = Pick<SourceQuestion, 'hasTokenSecret'> & {
  readonly source: Source & { kind: 'http' };
};

/** Asks a web server for the size of a file. Throws `SOURCE_REFUSED` when it says no. */
export async function readHttpSource(
  { source, hasTokenSecret }: HttpQuestion,
  { signal, timeoutMilliseconds = defaultTimeoutMilliseconds, environment = {} }: ReadOptions,
): Promise<SourceAnswer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]);
  const agent = await openAgent(environment);
  try {
    return await follow({ url: source.url, method: 'HEAD', signal: limit, agent, hasTokenSecret });
  } catch (error) {
    if (error instanceof LlmkubeError) throw error;
    return unreachable(describeCause(error));
  } finally {
    await agent.destroy();
  }
}

interface Ask {
  readonly url: string;
  readonly method: 'HEAD' | 'GET';
  readonly signal: AbortSignal;
  readonly agent: Agent;
  readonly hasTokenSecret: boolean;
}

/** Answers to HEAD that some servers give although they would send the file. */
const notMeantForGet: ReadonlySet<number> = new Set([401, 403, 404, 405, 501]);

async function follow(ask: Ask): Promise<SourceAnswer> {
  const { url, method, signal, agent } = ask;
  let current = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const { origin, pathname, search } = new URL(current);
    const { statusCode, headers, body } = await request.call(agent, {
      origin,
      path: `${pathname}${search}`,
      method,
      // One byte of a GET tells as much as all of them.
      headers: {
        'accept-encoding': 'identity',
        ...(method === 'GET' ? { range: 'bytes=0-0' } : {}),
      },
      signal,
    });
    // A server that ignores the range starts to send the whole file: cut it off.
    await body.dump({ limit: 1024 });
    const location = singleHeader(headers, 'location');
    if (statusCode >= 300 && statusCode < 400 && location !== undefined) {
      current = new URL(location, current).href;
      continue;
    }
    if (method === 'HEAD' && notMeantForGet.has(statusCode))
      return follow({ ...ask, method: 'GET' });
    return answerOf(ask, statusCode, sizeIn(headers));
  }
  throw refused(url, `it redirects more than ${mostRedirects} times`);
}

function answerOf({ url, hasTokenSecret }: Ask, status: number, bytes: number): SourceAnswer {
  const refusal = refusals[status];
  if (refusal !== undefined) {
    // The pod shows a token that this machine does not have.
    if (hasTokenSecret && (status === 401 || status === 403)) {
      return unreachable(`it wants a login (${status}) and only the pod has one`);
    }
    throw refused(url, refusal);
  }
  if (status >= 500) return unreachable(`it answers ${status}`);
  // Some servers tell no more than that they are there.
  const known = (status === 200 || status === 206) && Number.isSafeInteger(bytes) && bytes > 0;
  return { kind: 'reached', facts: known ? { bytes } : {} };
}

// A part of a file names the size of the whole behind a slash (RFC 9110, 14.4).
function sizeIn(headers: Headers): number {
  const range = singleHeader(headers, 'content-range');
  const length = singleHeader(headers, 'content-length');
  return Number(range === undefined ? length : range.split('/')[1]);
}

function unreachable(why: string): SourceAnswer {
  return { kind: 'unreachable', why, facts: {} };
}

function refused(url: string, fact: string): LlmkubeError {
  return new LlmkubeError('SOURCE_REFUSED', `Cannot fetch \`${redact(url)}\`: ${fact}`, {
    facts: { field: 'model.source', url: redact(url) },
    suggestions: [`curl -sIL ${quoteWord(redact(url))}`],
  });
}
