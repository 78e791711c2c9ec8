import { defaultRevision, hubFileUrl } from '../core/source/hub.ts';
import { hubFactsOf } from '../core/source/hub-facts.ts';
import { hubModelSchema } from '../core/source/hub-model.ts';
import type { Source } from '../core/source/parse-source.ts';
import { hubError } from './hub-refusal.ts';
import { type HubAccess, HubSession } from './hub-session.ts';
import { openAgent } from './open-agent.ts';
import { parseJson } from './parse-json.ts';
import { defaultTimeoutMilliseconds, type ReadOptions } from './read-options.ts';
import { textAt } from './remote-weights.ts';
import type { WeightsFolder } from './weights-folder.ts';

type HubSource = Source & { kind: 'hub' };

/**
 * A repository of a hub: one request for the list of its files, and one for each file that is
 * asked for. Throws what `readHubSource` throws where the hub says no.
 */
export async function hubWeights(
  source: HubSource,
  access: HubAccess,
  options: ReadOptions,
): Promise<WeightsFolder> {
  const { repo, revision = defaultRevision, file } = source;
  const { endpoint, token } = access;
  const path = `/api/models/${repo}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const body = await ask(`${endpoint}${path}`, { source, access, options });
  const model = hubModelSchema.safeParse(parseJson(body)).data;
  if (model === undefined) throw new Error('the hub answers something that no hub does');
  const { files, license } = hubFactsOf(model);
  const urlOf = (name: string) => hubFileUrl(endpoint, repo, { revision: model.sha, file: name });
  const names = [...files.keys()];
  return {
    names: file === undefined ? names : names.filter((name) => name === file),
    ...(license === undefined ? {} : { license }),
    placeOf: (name) => ({ kind: 'url', url: urlOf(name), isHub: true }),
    text: async (name) => {
      if (!files.has(name)) return undefined;
      // What is large may come from elsewhere.
      const isLarge = (files.get(name)?.bytes ?? 0) > mebibyte;
      if (isLarge) return await textAt(urlOf(name), token, options);
      return await ask(urlOf(name), { source, access, options });
    },
  };
}

const mebibyte = 1024 ** 2;

interface Asking {
  readonly source: HubSource;
  readonly access: HubAccess;
  readonly options: ReadOptions;
}

async function ask(url: string, { source, access, options }: Asking): Promise<string> {
  const { signal, timeoutMilliseconds = defaultTimeoutMilliseconds, environment = {} } = options;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]);
  const agent = await openAgent(environment);
  try {
    const session = new HubSession(access, { agent, signal: limit });
    const { refusal, status, body } = await session.ask('GET', url);
    if (refusal !== undefined) {
      const { repo, revision = defaultRevision, file } = source;
      const at = { endpoint: access.endpoint, repo, revision, file, place: 'host' as const };
      throw hubError(refusal, { ...at, hasToken: session.showsToken });
    }
    if (status >= 300) throw new Error(`the hub answers ${status}`);
    return body;
  } finally {
    await agent.destroy();
  }
}
