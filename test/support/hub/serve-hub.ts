import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type FolderServer, type ServedRequest, serveFolder } from '../models/serve-folder.ts';

export interface HubRepository {
  /** Contents by their place in the repository; as in a hub, GGUF files lie in large storage. */
  readonly files: Readonly<Record<string, Buffer>>;
  /** What the page of the model says at its head, e.g. its license. */
  readonly card?: Readonly<Record<string, string>>;
  /** `private`: nobody without access knows of it. `gated`: all do, and few may have its files. */
  readonly access?: 'private' | 'gated';
  /** Tokens that may have everything. */
  readonly tokens?: readonly string[];
}

export interface TestHub {
  /** For `HF_ENDPOINT`. */
  readonly url: string;
  /** The hub's own requests, in order of arrival. */
  readonly requests: readonly Omit<ServedRequest, 'bytes'>[];
  /** Where large files come from in the end, a server of its own as in a real hub. */
  readonly storage: FolderServer;
  /** Answers everything with this status for now; nothing ends it. */
  fail(status: number | undefined): void;
  close(): Promise<void>;
}

/** The commit that `main` stands for in every repository of a test hub. */
export const hubCommit = '0123456789abcdef0123456789abcdef01234567';

/** Tokens that a test hub knows; it refuses all others, whatever they are for. */
export const hubTokens = { member: 'hf_TestMember', stranger: 'hf_TestStranger' } as const;

interface Hub {
  readonly repositories: Readonly<Record<string, HubRepository>>;
  readonly storageUrl: string;
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/**
 * A hub that answers as the public one does, as far as its own client looks: revisions, the list
 * of files, the headers on the way to a file, a redirect to the storage, and its ways to say no.
 */
export async function serveHub(
  address: string,
  repositories: Readonly<Record<string, HubRepository>>,
): Promise<TestHub> {
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-hub-'));
  const files = Object.values(repositories).flatMap((repository) =>
    Object.values(repository.files),
  );
  for (const bytes of files) await writeFile(path.join(folder, `${sha256(bytes)}.bin`), bytes);
  const storage = await serveFolder({ folder, address });
  const requests: Omit<ServedRequest, 'bytes'>[] = [];
  let failure: number | undefined;
  const server = createServer((request, response) => {
    const reply =
      failure === undefined
        ? answer(request, { repositories, storageUrl: storage.url })
        : { status: failure, body: '<html>try later</html>' };
    const { method = '', url = '', headers } = request;
    requests.push({ method, path: url, headers, status: reply.status });
    send(response, reply, method);
  });
  server.listen(0, address);
  await once(server, 'listening');
  return {
    url: `http://${address}:${(server.address() as AddressInfo).port}`,
    requests,
    storage,
    fail: (status) => {
      failure = status;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await storage.close();
      await rm(folder, { recursive: true });
    },
  };
}

function send(
  response: ServerResponse,
  { status, headers = {}, body = '' }: Reply,
  method: string,
) {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  response.end(method === 'HEAD' ? '' : body);
}

function answer({ url = '', headers }: IncomingMessage, hub: Hub): Reply {
  const token = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1];
  if (token !== undefined && !Object.values<string>(hubTokens).includes(token)) {
    return no(401, '', 'Invalid credentials in Authorization header');
  }
  const asked = parse(url);
  if (asked === undefined) return no(404, '', "Sorry, we can't find the page you are looking for.");
  const repository = hub.repositories[asked.repo];
  const isMember = token !== undefined && repository?.tokens?.includes(token) === true;
  if (repository === undefined || (repository.access === 'private' && !isMember)) {
    return token === undefined
      ? no(401, '', 'Invalid username or password.')
      : no(404, 'RepoNotFound', 'Repository not found');
  }
  if (asked.revision !== 'main' && asked.revision !== hubCommit) {
    return no(404, 'RevisionNotFound', `Invalid rev id: ${asked.revision}`);
  }
  if (asked.file === undefined) return listing(asked.repo, repository);
  if (repository.access === 'gated' && !isMember) return gated(asked.repo, token);
  const bytes = repository.files[asked.file];
  if (bytes === undefined) return no(404, 'EntryNotFound', 'Entry not found');
  return asked.file.endsWith('.gguf') ? stored(bytes, hub) : small(bytes);
}

interface Asked {
  readonly repo: string;
  readonly revision: string;
  /** Absent: the list of files. */
  readonly file?: string;
}

function parse(url: string): Asked | undefined {
  const [, api, ofApi] = /^\/api\/models\/([^/]+\/[^/?]+)\/revision\/([^/?]+)/.exec(url) ?? [];
  if (api !== undefined && ofApi !== undefined) {
    return { repo: api, revision: decodeURIComponent(ofApi) };
  }
  const [, repo, revision, file] = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/([^?]+)/.exec(url) ?? [];
  if (repo === undefined || revision === undefined || file === undefined) return undefined;
  return { repo, revision: decodeURIComponent(revision), file: decodeURIComponent(file) };
}

function listing(repo: string, { files, access, card }: HubRepository): Reply {
  const siblings = Object.entries(files).map(([rfilename, bytes]) => ({
    rfilename,
    size: bytes.length,
    ...(rfilename.endsWith('.gguf')
      ? { lfs: { sha256: sha256(bytes), size: bytes.length, pointerSize: 134 } }
      : {}),
  }));
  const isGated = access === 'gated' ? 'manual' : false;
  const body = {
    id: repo,
    modelId: repo,
    sha: hubCommit,
    private: access === 'private',
    gated: isGated,
    ...(card === undefined ? {} : { cardData: card }),
    siblings,
  };
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

// Large files come from elsewhere; what they are is told on the way.
function stored(bytes: Buffer, { storageUrl }: Hub): Reply {
  const headers = {
    'x-repo-commit': hubCommit,
    'x-linked-size': String(bytes.length),
    'x-linked-etag': `"${sha256(bytes)}"`,
    'accept-ranges': 'bytes',
    location: `${storageUrl}/${sha256(bytes)}.bin?X-Amz-Expires=3600`,
  };
  return { status: 302, headers, body: 'Found. Redirecting' };
}

function small(bytes: Buffer): Reply {
  const etag = `"${createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')}"`;
  return { status: 200, headers: { 'x-repo-commit': hubCommit, etag }, body: bytes };
}

function gated(repo: string, token: string | undefined): Reply {
  const start = `Access to model ${repo} is restricted`;
  return token === undefined
    ? no(
        401,
        'GatedRepo',
        `${start}. You must have access to it and be authenticated to access it. Please log in.`,
      )
    : no(403, 'GatedRepo', `${start} and you are not in the authorized list.`);
}

function no(status: number, code: string, message: string): Reply {
  return {
    status,
    headers: {
      'x-error-message': message,
      ...(code === '' ? {} : { 'x-error-code': code }),
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="Authentication required"' } : {}),
    },
    body: JSON.stringify({ error: message }),
  };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
