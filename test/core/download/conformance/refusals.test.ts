import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { openDownloadBench, sha256, weights } from '../../../support/download/download-bench.ts';
import { filesIn } from '../../../support/download/start-download.ts';

const { bench, inPrograms, inShells } = await openDownloadBench();

for (const [title, env, cause, words] of [
  [
    'longer',
    { LLMKUBE_BYTES: '1000' },
    'SourceWrongLength',
    '600004 bytes are announced where 1000',
  ],
  ['shorter', { LLMKUBE_BYTES: '700000' }, 'SourceWrongLength', '600004 bytes came where 700000'],
  ['another', { LLMKUBE_SHA256: 'a'.repeat(64) }, 'SourceWrongDigest', `it is ${sha256(weights)}`],
] as const) {
  inPrograms(`a file that is ${title} than expected is refused and not kept`, async (program) => {
    const run = await program.run({ env });
    expect(run.exitCode).toBe(1);
    expect(run.lines.at(-1)).toMatchObject({
      kind: 'failed',
      cause,
      words: expect.stringContaining(words),
    });
    expect(await filesIn(bench.cache)).toEqual([]);
  });
}

inPrograms('what is no GGUF file is refused', async (program) => {
  await writeFile(path.join(bench.folder, 'page.html'), '<html>log in first</html>');
  const run = await program.run({ url: `${bench.files.url}/page.html` });
  expect(run.lines).toMatchObject([{ kind: 'failed', cause: 'SourceNotGguf' }]);
  expect(await filesIn(bench.cache)).toEqual([]);
});

for (const [status, cause] of [
  [401, 'SourceUnauthorized'],
  [403, 'SourceForbidden'],
  [404, 'SourceNotFound'],
  [418, 'SourceRefused'],
] as const) {
  inPrograms(`a source that answers ${status} is asked once, and is ${cause}`, async (program) => {
    bench.files.script('/m.gguf', { status, headers: { 'X-Error-Message': 'ask the owner' } });
    const run = await program.run();
    expect(run).toMatchObject({ exitCode: 1, lines: [{ kind: 'failed', cause }] });
    expect(run.output).toContain(`: ${status}, ask the owner\n`);
    expect(bench.files.requests.length).toBe(1);
  });
}

for (const [title, answer, cause, seconds] of [
  [
    '429 with Retry-After',
    { status: 429, headers: { 'Retry-After': '1' } },
    'SourceRateLimited',
    1,
  ],
  ['429 for an hour', { status: 429, headers: { 'Retry-After': '3600' } }, 'SourceRateLimited', 3],
  ['500', { status: 500 }, 'SourceFailing', 0],
] as const) {
  inPrograms(`a source that answers ${title} first is asked again`, async (program) => {
    bench.files.script('/m.gguf', { ...answer, times: 1 });
    const run = await program.run();
    expect(run).toMatchObject({
      exitCode: 0,
      lines: [{ kind: 'retry', cause, seconds }, { kind: 'done' }],
    });
  });
}

inPrograms(
  'a source that goes on failing ends the download, which keeps what it has',
  async (program) => {
    bench.files.script('/m.gguf', { cutAfterBytes: 1000, times: 1 });
    await program.run({ env: { LLMKUBE_BYTES: '1000' } });
    bench.files.script('/m.gguf', { cutAfterBytes: 0 });
    const run = await program.run();
    expect(run.lines.map(({ kind }) => kind)).toEqual(['retry', 'retry', 'failed']);
    const nobody = await program.run({ url: 'http://127.0.0.1:1/m.gguf' });
    expect(nobody.lines.at(-1)).toMatchObject({ kind: 'failed', cause: 'SourceUnreachable' });
  },
);

inPrograms('a cache that cannot be written says so', async (program) => {
  await writeFile(path.join(bench.cache, 'key'), 'a file where the folder belongs');
  const run = await program.run();
  expect(run.lines).toMatchObject([{ kind: 'failed', cause: 'CacheReadOnly' }]);
});

inShells('an image without curl is named as what it is', async (program) => {
  const run = await program.run({ env: { PATH: '/nowhere' } });
  expect(run.lines).toMatchObject([{ kind: 'failed', cause: 'ToolMissing' }]);
  expect(run.output).toMatch(/: curl\n$/);
});
