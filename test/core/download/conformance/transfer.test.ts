import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { pollUntil } from '../../../support/cluster/poll-until.ts';
import {
  openDownloadBench,
  otherWeights,
  sha256,
  untilProgress,
  weights,
} from '../../../support/download/download-bench.ts';
import { filesIn, inCache, quickPolicy } from '../../../support/download/start-download.ts';

const { bench, inPrograms } = await openDownloadBench();

inPrograms(
  'a download leaves the file and its marker and nothing else; a restart fetches 0 bytes',
  async (program) => {
    expect(await program.run()).toMatchObject({
      exitCode: 0,
      lines: [{ kind: 'done', bytes: weights.length }],
    });
    expect(await filesIn(bench.cache)).toEqual([inCache.file, inCache.marker]);
    expect(sha256(await readFile(bench.target))).toBe(sha256(weights));
    const again = await program.run({ pod: 'pod-2' });
    expect(again).toMatchObject({ exitCode: 0, lines: [{ kind: 'cached' }] });
    expect(bench.asked).toEqual([[undefined, 200, weights.length]]);
  },
);

inPrograms('the marker holds the size and the sha256 that was checked', async (program) => {
  const env = { LLMKUBE_BYTES: String(weights.length), LLMKUBE_SHA256: sha256(weights) };
  const run = await program.run({ env });
  expect(run.lines.map(({ kind }) => kind)).toEqual(['checking', 'done']);
  const marker = await readFile(path.join(bench.cache, inCache.marker), 'utf8');
  expect(marker).toBe(`${weights.length} ${sha256(weights)}\n`);
  expect(await program.run({ env })).toMatchObject({ lines: [{ kind: 'cached' }] });
});

inPrograms('a connection that breaks off goes on where it ended', async (program) => {
  bench.files.script('/m.gguf', { cutAfterBytes: 400_000, times: 1 });
  const run = await program.run();
  expect(run).toMatchObject({
    exitCode: 0,
    lines: [{ kind: 'retry', cause: 'SourceUnreachable' }, { kind: 'done' }],
  });
  expect(bench.asked).toEqual([
    [undefined, 200, 400_000],
    ['bytes=400000-', 206, weights.length - 400_000],
  ]);
  expect(sha256(await readFile(bench.target))).toBe(sha256(weights));
});

inPrograms(
  'a download that was killed goes on in the next start of its pod, and in another pod',
  async (program) => {
    for (const [killed, next, at] of [
      ['pod-1', 'pod-1', 100_000],
      ['pod-1', 'pod-2', 300_000],
    ] as const) {
      bench.files.script('/m.gguf', { stallAfterBytes: at, times: 1 });
      const started = await program.start({ pod: killed });
      await untilProgress(started);
      started.kill();
      await started.ended;
      const before = bench.files.requests.length;
      const run = await program.run({ pod: next });
      expect(run.exitCode).toBe(0);
      const [[range, status, bytes] = []] = bench.asked.slice(before);
      // What curl had not written yet is fetched again.
      const kept = Number(/^bytes=(\d+)-$/.exec(String(range))?.[1]);
      expect(kept).toBeGreaterThan(at - 65_536);
      expect(kept).toBeLessThanOrEqual(at);
      expect([status, bytes]).toEqual([206, weights.length - kept]);
      expect(sha256(await readFile(bench.target))).toBe(sha256(weights));
      expect(await filesIn(bench.cache)).toEqual([inCache.file, inCache.marker]);
      await rm(path.join(bench.cache, inCache.marker));
    }
  },
);

for (const [title, script, statuses] of [
  ['answers with another ETag', {}, [200, 200]],
  ['knows no parts of files', { ignoresRanges: true }, [200, 200]],
  ['knows no If-Range', { ignoresIfRange: true }, [200, 206, 200]],
] as const) {
  inPrograms(
    `two files are never glued together: a source that ${title} is fetched anew`,
    async (program) => {
      bench.files.script('/m.gguf', { stallAfterBytes: 200_000 });
      const started = await program.start();
      await untilProgress(started);
      started.kill();
      await started.ended;
      bench.files.script('/m.gguf', script);
      await bench.serve(otherWeights);
      const run = await program.run();
      const content = await readFile(bench.target);
      expect(run.exitCode).toBe(0);
      expect(sha256(content)).toBe(sha256(otherWeights));
      // curl cannot begin anew with an answer to a question for a part: the script asks once more.
      const isAskedTwice = program.name !== 'node' && statuses.at(1) === 200;
      expect(bench.asked.map(([, status]) => status)).toEqual([
        ...statuses,
        ...(isAskedTwice ? [200] : []),
      ]);
    },
  );
}

inPrograms(
  'a weak ETag is none: it may stay while the bytes change, so the file is fetched anew',
  async (program) => {
    const weak = { headers: { etag: 'W/"1"' }, ignoresIfRange: true };
    bench.files.script('/m.gguf', { ...weak, stallAfterBytes: 200_000 });
    const started = await program.start();
    await untilProgress(started);
    started.kill();
    await started.ended;
    bench.files.script('/m.gguf', weak);
    await bench.serve(otherWeights);
    expect((await program.run()).exitCode).toBe(0);
    expect(bench.asked.at(-1)).toEqual([undefined, 200, otherWeights.length]);
    expect(sha256(await readFile(bench.target))).toBe(sha256(otherWeights));
  },
);

inPrograms(
  'a part without an ETag goes on only where a sha256 tells whether that was right',
  async (program) => {
    const leavePart = async () => {
      await mkdir(path.join(bench.cache, inCache.folder), { recursive: true });
      await writeFile(`${bench.target}.pod-1.part`, otherWeights.subarray(0, 1000));
    };
    await leavePart();
    expect((await program.run()).exitCode).toBe(0);
    expect(bench.asked).toEqual([[undefined, 200, weights.length]]);
    await rm(path.join(bench.cache, inCache.marker));
    await leavePart();
    const env = { LLMKUBE_SHA256: sha256(weights) };
    expect((await program.run({ env })).exitCode).toBe(0);
    expect(bench.asked.slice(1)).toEqual([
      ['bytes=1000-', 206, weights.length - 1000],
      [undefined, 200, weights.length],
    ]);
    expect(sha256(await readFile(bench.target))).toBe(sha256(weights));
  },
);

inPrograms(
  'a download that is told to end ends at once, gives its lock back and keeps its part',
  async (program) => {
    bench.files.script('/m.gguf', { stallAfterBytes: 1000 });
    const started = await program.start();
    const part = `${inCache.file}.pod-1.part`;
    await pollUntil({ what: 'the part', seconds: 10 }, async () =>
      (await filesIn(bench.cache)).includes(part),
    );
    started.terminate();
    expect(await started.ended).toMatchObject({ exitCode: 143 });
    expect((await filesIn(bench.cache)).filter((name) => !name.endsWith('.etag'))).toEqual([part]);
  },
);

inPrograms('a part that is the whole file is asked for no byte more', async (program) => {
  bench.files.script('/m.gguf', { stallAfterBytes: 100_000 });
  const started = await program.start();
  await untilProgress(started);
  started.kill();
  await started.ended;
  bench.files.script('/m.gguf', {});
  await writeFile(`${bench.target}.pod-1.part`, weights);
  expect(await program.run()).toMatchObject({ exitCode: 0, lines: [{ kind: 'done' }] });
  expect(bench.asked.slice(1)).toEqual([[`bytes=${weights.length}-`, 416, 0]]);
});

inPrograms(
  'a file that does not have the length of its marker is fetched again',
  async (program) => {
    await program.run();
    await truncate(bench.target, 1000);
    expect(await program.run()).toMatchObject({ exitCode: 0, lines: [{ kind: 'done' }] });
    expect(sha256(await readFile(bench.target))).toBe(sha256(weights));
  },
);

inPrograms('a source that sends too little for too long counts as broken off', async (program) => {
  bench.files.script('/m.gguf', { stallAfterBytes: 1000, times: 1 });
  const run = await program.run({ policy: { ...quickPolicy, slowSeconds: 2 } });
  expect(run.exitCode).toBe(0);
  expect(run.lines.filter(({ kind }) => kind !== 'progress')).toMatchObject([
    { kind: 'retry', cause: 'SourceUnreachable' },
    { kind: 'done' },
  ]);
  expect(bench.asked.map(([range, status]) => [range, status])).toEqual([
    [undefined, 200],
    ['bytes=1000-', 206],
  ]);
});
