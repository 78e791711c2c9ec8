import { chooseHubFile, type HubFileChoice, refuseShard } from '../core/source/choose-hub-file.ts';
import { defaultRevision, hubFileUrl } from '../core/source/hub.ts';
import { type HubFile, hubFactsOf } from '../core/source/hub-facts.ts';
import { hubModelSchema } from '../core/source/hub-model.ts';
import type { Source } from '../core/source/parse-source.ts';
import { repositoryFiles } from '../core/source/repository-files.ts';
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
 * Finds the file of a hub's repository: its commit, its size and its sha256; or of all that an
 * engine fetches of it the commit and the size. Throws when the hub says no and when there is
 * nothing to choose.
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
    return await (question.form === 'repository' ? findWhole(search) : find(search));
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
  const { source, mayBeShard = false } = search.question;
  const { endpoint } = search.access;
  let { revision = defaultRevision, file } = source;
  if (file === undefined) {
    const listed = await listFiles(search, revision);
    if (!('sha' in listed)) return listed;
    revision = listed.sha;
    const wish = { quantisation: source.quantisation, mayBeShard };
    file = chosen(chooseHubFile([...listed.files.keys()], wish), search);
  } else if (!mayBeShard) {
    const shard = refuseShard(file);
    if (shard !== undefined) chosen(shard, search);
  }
  const answer = await search.session.ask(
    'HEAD',
    hubFileUrl(endpoint, source.repo, { revision, file }),
  );
  const problem = problemOf(answer, search, { revision, file });
  if (problem !== undefined) return problem;
  checkToken(search);
  const facts = factsOf(answer.headers, { revision, file });
  const url = hubFileUrl(endpoint, source.repo, { revision: facts.commit ?? revision, file });
  return { kind: 'reached', facts: { ...facts, url } };
}

// A list of files is public where the files are not, so one of them is asked for.
async function findWhole(search: Search): Promise<SourceAnswer> {
  const { endpoint } = search.access;
  const { repo, revision = defaultRevision } = search.question.source;
  const listed = await listFiles(search, revision);
  if (!('sha' in listed)) return listed;
  const { weights: file, bytes } = repositoryFiles(listed.files);
  if (file === undefined) throw nothingToServe(search, [...listed.files.keys()]);
  const at = { revision: listed.sha, file };
  const answer = await search.session.ask('HEAD', hubFileUrl(endpoint, repo, at));
  const problem = problemOf(answer, search, at);
  if (problem !== undefined) return problem;
  checkToken(search);
  const size = bytes === undefined ? {} : { bytes };
  const url = `${endpoint}/${repo}`;
  return { kind: 'reached', facts: { url, endpoint, commit: listed.sha, ...size } };
}

function checkToken(search: Search): void {
  const { place, hasTokenSecret } = search.question;
  const isFetchedWithToken = place === 'host' || hasTokenSecret;
  if (search.session.showsToken && !isFetchedWithToken) throw tokenNeeded(search);
}

async function listFiles(
  search: Search,
  revision: string,
): Promise<{ sha: string; files: ReadonlyMap<string, HubFile> } | SourceAnswer> {
  const { endpoint } = search.access;
  const path = `/api/models/${search.question.source.repo}/revision/${encodeURIComponent(revision)}`;
  const answer = await search.session.ask('GET', `${endpoint}${path}?blobs=true`);
  const problem = problemOf(answer, search, { revision, file: undefined });
  if (problem !== undefined) return problem;
  const model = hubModelSchema.safeParse(parseJson(answer.body)).data;
  if (model === undefined) return unanswered(search, 'it answers something that no hub does');
  return { sha: model.sha, files: hubFactsOf(model).files };
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

// Without an answer only a source that names its file, or wants them all, can be fetched.
function unanswered(
  { question: { source, form }, access: { endpoint } }: Search,
  why: string,
): SourceAnswer {
  if (form === 'repository') return { kind: 'unreachable', why, facts: { endpoint } };
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

function nothingToServe({ question }: Search, files: readonly string[]): LlmkubeError {
  const { repo } = question.source;
  const gguf = files.filter((name) => /\.gguf$/i.test(name)).sort();
  const fact = gguf.length === 0 ? 'no weights' : 'GGUF files alone';
  return new LlmkubeError(
    'SOURCE_REFUSED',
    `Cannot serve \`${repo}\` whole: the repository has ${fact} and no safetensors`,
    {
      facts: { field: 'model.source', cause: 'NoChoice', repository: repo, candidates: gguf },
      suggestions: gguf.length === 0 ? [] : ['the same command with --runtime llamacpp'],
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
