import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished } from 'vitest';
import { weightsGetter } from '../../../../src/agent/weights-getter.ts';
import { systemClock } from '../../../../src/cli/system-clock.ts';
import type { LaunchWeights } from '../../../../src/core/agent-protocol/launch.ts';
import {
  type DownloadLine,
  parseDownloadLine,
} from '../../../../src/core/download/download-line.ts';
import { filesScript } from '../../../../src/core/download/files-script.ts';
import { makeDownloadScript } from '../../../../src/core/download/script.ts';
import { pollUntil } from '../../../support/cluster/poll-until.ts';
import { otherWeights, sha256, weights } from '../../../support/download/download-bench.ts';
import { shellObstacle, testPrograms } from '../../../support/download/programs.ts';
import {
  filesIn,
  inCache,
  quickPolicy,
  startDownload,
} from '../../../support/download/start-download.ts';
import { type FolderServer, serveFolder } from '../../../support/models/serve-folder.ts';
import { testUnless } from '../../../support/tier-gate.ts';

const noShell = await shellObstacle();
const cached = [inCache.file, inCache.marker, 'other/p.gguf', 'other/p.gguf.complete'];
let folder: string;
let server: FolderServer;
let cache: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-files-'));
  await writeFile(path.join(folder, 'm.gguf'), weights);
  await writeFile(path.join(folder, 'p.gguf'), otherWeights);
  server = await serveFolder({ folder, address: '127.0.0.1' });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  cache = await mkdtemp(path.join(folder, 'cache-'));
  server.script('/m.gguf', {});
  server.script('/p.gguf', {});
  server.requests.length = 0;
});

interface Run {
  readonly hasAll: boolean;
  readonly lines: readonly DownloadLine[];
}

/** What is known of the second file. */
type Second = Partial<Record<'sha256', string>>;
type Fetch = (second?: Second) => Promise<Run>;

function inEach(title: string, body: (fetch: Fetch) => Promise<void>): void {
  for (const { name, isShell } of testPrograms) {
    const test = testUnless(isShell ? noShell : undefined);
    const fetch: Fetch = isShell ? (second) => inShell(name, second) : onHost;
    test(`${title}, in ${name}`, () => body(fetch));
  }
}

async function startShell(name: string, second: Second = {}) {
  const found = testPrograms.find((program) => program.name === name);
  if (found === undefined) throw new Error(`There is no ${name}`);
  const program = await found.prepare(await mkdtemp(path.join(folder, 'programs-')));
  const args = () => ['-c', filesScript, makeDownloadScript(quickPolicy)];
  const env = {
    LLMKUBE_SHA256: sha256(weights),
    LLMKUBE_TOKEN: 'of-the-first',
    LLMKUBE_MORE: '2',
    LLMKUBE_FOLDER_2: 'other',
    LLMKUBE_FILE_2: 'other/p.gguf',
    LLMKUBE_MARKER_2: 'other/p.gguf.complete',
    LLMKUBE_URL_2: `${server.url}/p.gguf`,
    ...(second.sha256 === undefined ? {} : { LLMKUBE_SHA256_2: second.sha256 }),
  };
  const url = `${server.url}/m.gguf`;
  return await startDownload({ ...program, args }, { cache, url, env });
}

async function inShell(name: string, second?: Second): Promise<Run> {
  const { exitCode, lines } = await (await startShell(name, second)).ended;
  return { hasAll: exitCode === 0, lines };
}

async function onHost(second: Second = {}): Promise<Run> {
  const at = (place: string, name: string): LaunchWeights => ({
    kind: 'download',
    url: `${server.url}/${name}`,
    folder: place,
    file: `${place}/${name}`,
    marker: `${place}/${name}.complete`,
  });
  const lines: DownloadLine[] = [];
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const getWeights = weightsGetter({
    cache,
    clock: systemClock,
    environment: {},
    hub: async () => ({ endpoint: 'https://hub.example', token: undefined }),
    randomSuffix: () => 'a',
  });
  const launch = {
    runtime: 'llamacpp',
    modelId: 'm',
    weights: { ...at(inCache.folder, 'm.gguf'), sha256: sha256(weights) },
    files: [{ ...at('other', 'p.gguf'), ...second }],
    args: [],
    healthPath: '/health',
    startupSeconds: 1,
  };
  const write = (line: string) => void lines.push(...[parseDownloadLine(line) ?? []].flat());
  const outcome = await getWeights(launch, { write, signal: stop.signal });
  return { hasAll: outcome.kind === 'there', lines };
}

inEach('all files are fetched and checked, and none of them a second time', async (fetch) => {
  const second = { sha256: sha256(otherWeights) };
  const { hasAll, lines } = await fetch(second);
  expect(hasAll).toBe(true);
  const ends = lines.filter(({ kind }) => kind === 'checking' || kind === 'done');
  expect(ends.map(({ kind }) => kind)).toEqual(['checking', 'done', 'checking', 'done']);
  expect(await filesIn(cache)).toEqual(cached);
  const again = await fetch(second);
  expect(again.lines.map(({ kind }) => kind)).toEqual(['cached', 'cached']);
  expect(server.requests.filter(({ method }) => method === 'GET')).toHaveLength(2);
});

inEach('what is wrong with the second file ends the download, in its words', async (fetch) => {
  const { hasAll, lines } = await fetch({ sha256: 'a'.repeat(64) });
  expect(hasAll).toBe(false);
  expect(lines.at(-1)).toMatchObject({ kind: 'failed', cause: 'SourceWrongDigest' });
  expect(await filesIn(cache)).toEqual(cached.slice(0, 2));
});

inEach('nothing that is known of the first file is taken for the second', async (fetch) => {
  expect(await fetch()).toMatchObject({ hasAll: true });
  const tokens = server.requests.map(({ headers }) => headers.authorization);
  expect(tokens.at(-1)).toBeUndefined();
});

for (const name of ['dash', 'busybox'] as const) {
  const test = testUnless(noShell);
  test(`a pod that is deleted ends the download of whichever file, in ${name}`, async () => {
    server.script('/p.gguf', { stallAfterBytes: 300_000 });
    const run = await startShell(name);
    const isAtSecond = () => server.requests.some(({ path }) => path === '/p.gguf');
    await pollUntil({ what: 'the second file', seconds: 10 }, isAtSecond);
    run.terminate();
    const { exitCode } = await run.ended;
    expect(exitCode).toBe(143);
    expect((await filesIn(cache)).filter((file) => /lock|p\.gguf$/.test(file))).toEqual([]);
  });
}
