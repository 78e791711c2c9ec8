import { defaultRevision } from '../core/source/hub.ts';
import { hubFactsOf, type RepositorySight } from '../core/source/hub-facts.ts';
import { hubModelSchema } from '../core/source/hub-model.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { type HubCause, type HubRefusal, refusalFact } from './hub-refusal.ts';
import { type HubAccess, HubSession } from './hub-session.ts';
import { openAgent } from './open-agent.ts';
import { parseJson } from './parse-json.ts';
import { defaultTimeoutMilliseconds, type ReadOptions } from './read-options.ts';

/**
 * Asks a hub what a repository has, by default at its main branch; what it does not tell is an
 * answer, too.
 */
export type ReadRepository = (repo: string, revision?: string) => Promise<RepositorySight>;

/** Lends the work a hub to ask, one request for each repository. */
export async function withRepositories<Result>(
  access: HubAccess,
  { signal, timeoutMilliseconds = defaultTimeoutMilliseconds, environment = {} }: ReadOptions,
  work: (read: ReadRepository) => Promise<Result>,
): Promise<Result> {
  const agent = await openAgent(environment);
  const read: ReadRepository = async (repo, revision = defaultRevision) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]);
    try {
      return await look(
        { repo, revision },
        access,
        new HubSession(access, { agent, signal: limit }),
      );
    } catch (error) {
      return { kind: 'unreachable', why: describeCause(error) };
    }
  };
  try {
    return await work(read);
  } finally {
    await agent.destroy();
  }
}

interface Asked {
  readonly repo: string;
  readonly revision: string;
}

async function look(
  { repo, revision }: Asked,
  { endpoint }: HubAccess,
  session: HubSession,
): Promise<RepositorySight> {
  const url = `${endpoint}/api/models/${repo}/revision/${encodeURIComponent(revision)}?blobs=true`;
  const { status, refusal, body } = await session.ask('GET', url);
  if (refusal !== undefined) return refused(refusal, { repo, revision, endpoint }, session);
  if (status >= 400) return { kind: 'unreachable', why: `it answers ${status}` };
  const model = hubModelSchema.safeParse(parseJson(body)).data;
  return model === undefined
    ? { kind: 'unreachable', why: 'it answers something that no hub does' }
    : { kind: 'seen', facts: hubFactsOf(model) };
}

const kinds: Readonly<Record<HubCause, 'missing' | 'gated'>> = {
  Unauthorized: 'missing',
  Gated: 'gated',
  Forbidden: 'gated',
  Disabled: 'missing',
  RepositoryNotFound: 'missing',
  RevisionNotFound: 'missing',
  FileNotFound: 'missing',
};

function refused(
  refusal: HubRefusal,
  at: Asked & { readonly endpoint: string },
  { showsToken }: HubSession,
): RepositorySight {
  const asked = { ...at, file: undefined, place: 'host' } as const;
  const why = refusalFact(refusal, { ...asked, hasToken: showsToken });
  return { kind: kinds[refusal.cause], why };
}
