import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/cli/system-clock.ts';
import type { DownloadLine } from '../../src/core/download/download-line.ts';
import type { FetchRequest } from '../../src/models/fetch/fetch-options.ts';
import { fetchWeights } from '../../src/models/fetch-weights.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { serveByHand } from '../support/download/serve-by-hand.ts';
import { inCache, quickPolicy } from '../support/download/start-download.ts';

// What is promised of the script as well is in test/core/download/conformance.

const content = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(100_000, 'weights ')]);

async function openCache(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-fetch-weights-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return path.join(folder, 'llmkube', 'models');
}

function fetching(request: Pick<FetchRequest, 'url' | 'cache'> & Partial<FetchRequest>) {
  const lines: DownloadLine[] = [];
  const stop = new AbortController();
  const outcome = fetchWeights(
    { ...inCache, ...request },
    {
      signal: stop.signal,
      clock: systemClock,
      holder: 'agent-1',
      onLine: (line) => lines.push(line),
      environment: {},
      policy: quickPolicy,
    },
  );
  return { lines, stop, outcome };
}

test('the outcome is what the last line says', async () => {
  const { url } = await serveByHand((_, response) => response.end(content));
  const cache = await openCache();
  for (const kind of ['done', 'cached'] as const) {
    const { lines, outcome } = fetching({ url: `${url}/m.gguf`, cache });
    expect(await outcome).toEqual({ kind, bytes: content.length });
    expect(lines).toEqual([{ kind, bytes: content.length }]);
  }
});

test('nobody else of this machine can read what was fetched', async () => {
  const { url } = await serveByHand((_, response) => response.end(content));
  const cache = await openCache();
  await fetching({ url: `${url}/m.gguf`, cache }).outcome;
  for (const [name, mode] of [
    ['', 0o700],
    [inCache.folder, 0o700],
    [inCache.file, 0o600],
    [inCache.marker, 0o600],
  ] as const) {
    expect([name, (await stat(path.join(cache, name))).mode & 0o777]).toEqual([name, mode]);
  }
});

test('a download that is told to end keeps all that came, and says nothing', async () => {
  const { url } = await serveByHand((_, response) => {
    response.writeHead(200, { etag: '"1"', 'content-length': content.length });
    response.write(content.subarray(0, 50_000));
  });
  const cache = await openCache();
  const { lines, stop, outcome } = fetching({ url: `${url}/m.gguf`, cache });
  const part = path.join(cache, `${inCache.file}.agent-1.part`);
  await pollUntil({ what: 'the first bytes', seconds: 5 }, async () => {
    // The part is not there from the beginning.
    const size = await stat(part).then(
      (found) => found.size,
      () => 0,
    );
    return size > 0;
  });
  stop.abort();
  expect(await outcome).toEqual({ kind: 'stopped' });
  expect(lines.filter(({ kind }) => kind !== 'progress')).toEqual([]);
  expect((await readFile(part)).equals(content.subarray(0, 50_000))).toBe(true);
  expect((await readdir(path.join(cache, inCache.folder))).sort()).toEqual([
    'm.gguf.agent-1.part',
    'm.gguf.agent-1.part.etag',
  ]);
});

test('one that is told to end while it waits for another one leaves its lock alone', async () => {
  const cache = await openCache();
  const other = fetching({
    url: (await serveByHand(() => {})).url,
    cache,
  });
  const owner = path.join(cache, `${inCache.file}.lock`, 'owner');
  await pollUntil({ what: 'the lock', seconds: 5 }, () =>
    stat(owner).then(
      () => true,
      () => false,
    ),
  );
  await writeFile(owner, 'pod-9\n');
  const waiting = fetching({ url: 'http://127.0.0.1:1/m.gguf', cache });
  await pollUntil({ what: 'the waiting', seconds: 5 }, () => waiting.lines.length > 0);
  waiting.stop.abort();
  expect(await waiting.outcome).toEqual({ kind: 'stopped' });
  expect(waiting.lines).toEqual([{ kind: 'waiting', holder: 'pod-9' }]);
  expect(await readFile(owner, 'utf8')).toBe('pod-9\n');
  // The other one finds out that the lock is no more its own.
  expect(await other.outcome).toMatchObject({ kind: 'failed', cause: 'LockLost' });
});

test('a token is in no line, also when the source repeats it', async () => {
  const token = 'SecretOfSomebody1';
  const { url } = await serveByHand(({ headers }, response) => {
    response.writeHead(403, { 'x-error-message': `no ${headers.authorization}, ${token}` }).end();
  });
  const { lines, outcome } = fetching({ url: `${url}/m.gguf`, cache: await openCache(), token });
  expect(await outcome).toMatchObject({ kind: 'failed', cause: 'SourceForbidden' });
  expect(JSON.stringify(lines)).toContain('403');
  expect(JSON.stringify(lines)).not.toContain(token);
});
