import { chooseHubFile, type HubFileChoice, refuseShard } from '../core/source/choose-hub-file.ts';
import { defaultRevision, hubFileUrl } from '../core/source/hub.ts';
import { hubModelSchema } from '../core/source/hub-model.ts';
import type { Source } from '../core/source/parse-source.ts';
import type { SourceAnswer, SourceFacts, SourceQuestion } from '../core/source/source-facts.ts';
import { describeCause } from '../errors/describe-cause.ts';
import { LlmkubeError } from '../errors/llmkube-error.ts';
import { type HubAsked, hubError, podTokenSteps } from './hub-refusal.ts';
import { type HubAccess, type HubAnswer, HubSession } from './hub-session.ts';
import { openAgent } from './open-agent.ts';
import { parseJson } from './parse-json.ts';
import { defaultTimeoutMilliseconds, type ReadOptions } from './read-options.ts';
import { type Headers, singleHeader } from './single-header.ts';

type HubSource = Source & { kind: 'hub' };
type HubQuestion = SourceQuestion & { readonly source: HubSource };

/**
 * Finds the file of a hub's repository: its commit, its size and its sha256. Throws when the hub
 * says no and when there is nothing to choose.
 */
export async function readHubSource(
  question: HubQuestion,
  access: HubAccess,
  { signal, timeoutMilliseconds = defaultTimeoutMilliseconds, environment = {} }: ReadOptions,
): Promise<SourceAnswer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMilliseconds)]);
  const agent = await openAgent(environment);
  const search = { question, access, session: new HubSession(access, { agent, signal: limit }) };
  try {
    return await find(search);
  } catch (error) {
    if (error instanceof LlmkubeError) throw error;
    return unanswered(search, describeCause(error));
  } finally {
    await agent.destroy();
  }
}

interface Search {
  readonly question: HubQuestion;
  readonly access: HubAccess;
  readonly session: HubSession;
}

async function find(search: Search): Promise<SourceAnswer> {
  const { source, place, hasTokenSecret } = search.question;
  const { endpoint } = search.access;
  let { revision = defaultRevision, file } = source;
  if (file === undefined) {
    const listed = await listFiles(search, revision);
    if (!('sha' in listed)) return listed;
    revision = listed.sha;
    file = chosen(chooseHubFile(listed.files, source.quantisation), search);
  } else {
    const shard = refuseShard(file);
    if (shard !== undefined) chosen(shard, search);
  }
  const answer = await search.session.ask(
    'HEAD',
    hubFileUrl(endpoint, source.repo, { revision, file }),
  );
  const problem = problemOf(answer, search, { revision, file });
  if (problem !== undefined) return problem;
  const isFetchedWithToken = place === 'host' || hasTokenSecret;
  if (search.session.showsToken && !isFetchedWithToken) throw tokenNeeded(search);
  const facts = factsOf(answer.headers, { revision, file });
  const url = hubFileUrl(endpoint, source.repo, { revision: facts.commit ?? revision, file });
  return { kind: 'reached', facts: { ...facts, url } };
}

async function listFiles(
  search: Search,
  revision: string,
): Promise<{ sha: string; files: readonly string[] } | SourceAnswer> {
  const { endpoint } = search.access;
  const path = `/api/models/${search.question.source.repo}/revision/${encodeURIComponent(revision)}`;
  const answer = await search.session.ask('GET', `${endpoint}${path}?blobs=true`);
  const problem = problemOf(answer, search, { revision, file: undefined });
  if (problem !== undefined) return problem;
  const model = hubModelSchema.safeParse(parseJson(answer.body)).data;
  if (model === undefined) return unanswered(search, 'it answers something that no hub does');
  return { sha: model.sha, files: model.siblings.map(({ rfilename }) => rfilename) };
}

// A refusal ends the search; what is no answer at all leaves it to the cluster.
function problemOf(
  { status, refusal }: HubAnswer,
  search: Search,
  at: Pick<HubAsked, 'revision' | 'file'>,
): SourceAnswer | undefined {
  if (refusal !== undefined) {
    const { question, access, session } = search;
    const isForPodOnly = refusal.mayYield && question.hasTokenSecret && access.token === undefined;
    if (isForPodOnly) {
      return unanswered(search, `it wants a login (${status}) and this machine has no token`);
    }
    const { source, place } = question;
    const hasToken = session.showsToken;
    throw hubError(refusal, {
      endpoint: access.endpoint,
      repo: source.repo,
      place,
      hasToken,
      ...at,
    });
  }
  return status >= 400 ? unanswered(search, `it answers ${status}`) : undefined;
}

// Without an answer only a source that names its file can be fetched.
function unanswered(
  { question: { source }, access: { endpoint } }: Search,
  why: string,
): SourceAnswer {
  const { repo, revision = defaultRevision, file } = source;
  if (file !== undefined) {
    const url = hubFileUrl(endpoint, repo, { revision, file });
    return { kind: 'unreachable', why, facts: { url, file } };
  }
  throw new LlmkubeError(
    'SOURCE_REFUSED',
    `Cannot choose a file of \`${repo}\`: the hub ${endpoint} did not tell which there are: ${why}`,
    {
      facts: { field: 'model.source', cause: 'Unreachable', repository: repo, endpoint },
      suggestions: [`the same command with --source hf://${repo}/<file>.gguf`],
    },
  );
}

function chosen(choice: HubFileChoice, { question: { source }, access }: Search): string {
  if (choice.kind === 'file') return choice.file;
  const { repo } = source;
  const list = choice.candidates.length === 0 ? '' : `: ${choice.candidates.join(', ')}`;
  throw new LlmkubeError(
    'SOURCE_REFUSED',
    `Cannot choose a file of \`${repo}\`: ${choice.fact}${list}`,
    {
      facts: {
        field: 'model.source',
        cause: 'NoChoice',
        repository: repo,
        candidates: choice.candidates,
      },
      suggestions:
        choice.candidates.length === 0
          ? [`look at ${access.endpoint}/${repo}`]
          : choice.candidates.slice(0, 3).map((file) => `--source hf://${repo}/${file}`),
    },
  );
}

function tokenNeeded({ question: { source }, access }: Search): LlmkubeError {
  return new LlmkubeError(
    'SOURCE_REFUSED',
    `Cannot fetch \`${source.repo}\`: the hub gives it to the token of this machine only, and the pod would have none`,
    {
      facts: {
        field: 'model.tokenSecret',
        cause: 'TokenNeeded',
        repository: source.repo,
        endpoint: access.endpoint,
      },
      suggestions: podTokenSteps,
    },
  );
}

// The headers that a hub adds to the way to a file, read as its own client reads them.
function factsOf(headers: Headers, { file }: { revision: string; file: string }): SourceFacts {
  const commit = singleHeader(headers, 'x-repo-commit') ?? '';
  const linked = singleHeader(headers, 'x-linked-size');
  const isElsewhere = singleHeader(headers, 'location') !== undefined;
  const own = isElsewhere ? undefined : singleHeader(headers, 'content-length');
  const bytes = Number(linked ?? own);
  const etag = (singleHeader(headers, 'x-linked-etag') ?? '')
    .replace(/^W\//, '')
    .replaceAll('"', '');
  return {
    file,
    ...(/^[0-9a-f]{40}$/.test(commit) ? { commit } : {}),
    ...(Number.isSafeInteger(bytes) && bytes > 0 ? { bytes } : {}),
    ...(/^[0-9a-f]{64}$/.test(etag) ? { sha256: etag } : {}),
  };
}
