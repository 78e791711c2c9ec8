import { openAgent } from './open-agent.ts';
import { defaultTimeoutMilliseconds, type ReadOptions } from './read-options.ts';
import { readRange } from './read-range.ts';
import { mostTextBytes, type WeightsFolder } from './weights-folder.ts';

/** One file of weights behind a URL, with what lies beside it. */
export function urlWeights(url: string, options: ReadOptions): WeightsFolder {
  const name = new URL(url).pathname.split('/').at(-1) ?? '';
  return {
    names: [name],
    placeOf: () => ({ kind: 'url', url, isHub: false }),
    text: async (beside) => {
      const place = new URL(beside, url);
      try {
        return await textAt(place.href, undefined, options);
      } catch {
        // What lies beside it is nobody's promise.
        return undefined;
      }
    },
  };
}

/** A small file behind a URL; the token is shown where the server says no without it. */
export async function textAt(
  url: string,
  token: string | undefined,
  { signal, timeoutMilliseconds = defaultTimeoutMilliseconds, environment = {} }: ReadOptions,
): Promise<string> {
  const agent = await openAgent(environment);
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]);
    const range = { offset: 0, length: mostTextBytes };
    return Buffer.from(await readRange({ url, token, range, agent, signal: limit })).toString();
  } finally {
    await agent.destroy();
  }
}
