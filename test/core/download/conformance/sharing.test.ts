import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { pollUntil } from '../../../support/cluster/poll-until.ts';
import {
  openDownloadBench,
  sha256,
  untilProgress,
  weights,
} from '../../../support/download/download-bench.ts';
import { commandLines, filesIn, inCache } from '../../../support/download/start-download.ts';
import { serveFolder } from '../../../support/models/serve-folder.ts';

const { bench, inPrograms } = await openDownloadBench();

inPrograms('of two pods on one claim one fetches, the other waits for it', async (program) => {
  bench.files.script('/m.gguf', { delayMs: 1500, times: 1 });
  const runs = await Promise.all(['pod-1', 'pod-2'].map((pod) => program.run({ pod })));
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  const kinds = runs.map(({ lines }) =>
    lines.map(({ kind }) => kind).filter((kind) => kind !== 'progress'),
  );
  expect(kinds.sort()).toEqual([['done'], ['waiting', 'cached']]);
  expect(bench.files.requests.length).toBe(1);
  expect(sha256(await readFile(bench.target))).toBe(sha256(weights));
  expect(await filesIn(bench.cache)).toEqual([inCache.file, inCache.marker]);
});

inPrograms(
  'two pods that do not see each other publish nothing but the whole file',
  async (program) => {
    bench.files.script('/m.gguf', { stallAfterBytes: 300_000, times: 1 });
    const first = await program.start({ pod: 'pod-1' });
    await untilProgress(first);
    // As when its node froze: the lock is gone, the part is not.
    await rm(`${bench.target}.lock`, { recursive: true });
    const second = await program.run({ pod: 'pod-2' });
    expect(second.exitCode).toBe(0);
    expect(sha256(await readFile(bench.target))).toBe(sha256(weights));
    const { exitCode, lines } = await first.ended;
    expect(exitCode).not.toBe(0);
    expect(lines.at(-1)).toMatchObject({ kind: 'failed', cause: 'LockLost' });
    expect(sha256(await readFile(bench.target))).toBe(sha256(weights));
  },
);

inPrograms('the lock of a pod that was killed is taken over after a while', async (program) => {
  await mkdir(`${bench.target}.lock`, { recursive: true });
  await writeFile(`${bench.target}.lock/owner`, 'pod-0\n');
  const run = await program.run();
  expect(run.lines).toMatchObject([{ kind: 'waiting', holder: 'pod-0' }, { kind: 'done' }]);
});

inPrograms('old parts of other models go, young ones and whole files stay', async (program) => {
  const hourAgo = new Date(Date.now() - 3_700_000);
  await mkdir(path.join(bench.cache, 'other'));
  for (const name of ['old.gguf.pod-7.part', 'young.gguf.pod-8.part', 'whole.gguf']) {
    await writeFile(path.join(bench.cache, 'other', name), 'GGUF');
  }
  await utimes(path.join(bench.cache, 'other/old.gguf.pod-7.part'), hourAgo, hourAgo);
  await utimes(path.join(bench.cache, 'other/whole.gguf'), hourAgo, hourAgo);
  await program.run();
  expect((await filesIn(bench.cache)).filter((name) => name.startsWith('other/'))).toEqual([
    'other/whole.gguf',
    'other/young.gguf.pod-8.part',
  ]);
});

inPrograms(
  'a token reaches the host of the URL, no other host and no command line',
  async (program) => {
    const elsewhere = await serveFolder({ folder: bench.folder, address: '127.0.0.1' });
    const token = 'hf_PlantedSecret1';
    bench.files.script('/m.gguf', {
      status: 302,
      headers: { location: `${elsewhere.url}/m.gguf` },
    });
    elsewhere.script('/m.gguf', { delayMs: 700 });
    const started = await program.start({ env: { LLMKUBE_TOKEN: `${token}\n` } });
    await pollUntil({ what: 'curl', seconds: 5 }, () => elsewhere.requests.length === 1);
    const lines = await commandLines();
    const run = await started.ended;
    await elsewhere.close();
    expect(lines).toContain(
      program.name === 'node' ? 'run-fetch-weights' : `${bench.files.url}/m.gguf`,
    );
    expect(lines).not.toContain(token);
    expect(run.exitCode).toBe(0);
    expect(run.output).not.toContain(token);
    expect(bench.files.requests[0]?.headers.authorization).toBe(`Bearer ${token}`);
    expect(elsewhere.requests[0]?.headers).not.toHaveProperty('authorization');
  },
);

inPrograms('a token that could say more to curl than a token is not used', async (program) => {
  const env = { LLMKUBE_TOKEN: 'a"\nurl = "http://127.0.0.1:1/' };
  const run = await program.run({ env });
  expect(run.lines).toMatchObject([{ kind: 'failed', cause: 'TokenMalformed' }]);
  expect(bench.files.requests).toEqual([]);
});
