import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { boundLog, logLimit } from '../../../src/agent/process/bound-log.ts';
import { olderPartOf } from '../../../src/core/agent-protocol/engine-run.ts';
import { readLogTail } from '../../../src/host/log-tail.ts';
import { streamLogFile } from '../../../src/host/stream-log-file.ts';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { engineBench } from '../../support/engines/engine-bench.ts';

const MEGABYTE = 1024 * 1024;

test('a flood of 200 MB stays within its bound, and its last words are kept', async () => {
  const { run, start, folder, said } = await engineBench();
  const engine = await start(run('floods'));
  let most = 0;
  await pollUntil({ what: 'the last words', seconds: 15 }, async () => {
    most = Math.max(most, await bytesIn(folder));
    return /flood is over/.test(await readLogTail(engine.logFile, { lines: 5, bytes: 1000 }));
  });
  const what = 'the log to be small again';
  await pollUntil({ what, seconds: 5 }, async () => (await bytesIn(folder)) <= 4 * logLimit);
  expect(most).toBeLessThan(100 * MEGABYTE);
  expect(said.every((line) => line === 'lines of a log are lost')).toBe(true);
});

test('a log that is cut keeps its newest lines, and one who follows it gets each of them once', {
  timeout: 60_000,
}, async () => {
  const { folder, world } = await engineBench();
  const file = join(folder, '1-1.log');
  await writeFile(file, '');
  const count = 40_000;
  const [bounded, over] = [new AbortController(), new AbortController()];
  const bounding = boundLog(file, world, bounded.signal);
  const following = numbersOf(file, over.signal, world.signal);
  const program = join(import.meta.dirname, '../../support/engines/append-lines.ts');
  const writer = spawn(process.execPath, [program, file, String(count)], { stdio: 'inherit' });
  await once(writer, 'exit');
  over.abort();
  const numbers = await following;
  bounded.abort();
  await bounding;
  // In the moment of a cut itself a burst of lines may be lost; nothing else is, or comes twice.
  expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other));
  expect(numbers.length).toBeGreaterThan(count - 300);
  const kept = `${await readFile(olderPartOf(file), 'utf8')}${await readFile(file, 'utf8')}`;
  const onDisk = kept.match(/^line \d+/gm)?.map((line) => Number(line.slice('line '.length)));
  const first = onDisk?.[0] ?? 0;
  expect(onDisk).toEqual(numbers.filter((number) => number >= first));
  expect(onDisk?.at(-1)).toBe(count);
  expect((await stat(olderPartOf(file))).size).toBeGreaterThan(logLimit);
  expect((await stat(olderPartOf(file))).mode & 0o777).toBe(0o600);
});

test('on a disk without room for the older part the log is cut all the same, and that is said', async () => {
  const { folder, world, said } = await engineBench();
  const file = join(folder, '1-1.log');
  await writeFile(file, Buffer.alloc(logLimit + 1, 'x'));
  // A folder in its way stands for every failure of the copy.
  await mkdir(join(olderPartOf(file), 'inside'), { recursive: true });
  const over = new AbortController();
  const bounding = boundLog(file, world, over.signal);
  const what = 'the cut';
  await pollUntil({ what, seconds: 5 }, async () => (await stat(file)).size === 0);
  over.abort();
  await bounding;
  expect(said).toEqual(['lines of a log are lost']);
  expect(await readdir(folder)).toEqual(['1-1.log', '1-1.log.1']);
});

async function numbersOf(file: string, over: AbortSignal, signal: AbortSignal) {
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  const numbers: number[] = [];
  let line = '';
  for await (const pieces of streamLogFile({ file, follow: true, over, sleep }, signal)) {
    for (const { bytes, endsLine } of pieces) {
      line += Buffer.from(bytes).toString('latin1');
      if (!endsLine) continue;
      const [, number] = /^line (\d+) x{990}$/.exec(line) ?? [];
      numbers.push(Number(number));
      line = '';
    }
  }
  return numbers;
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(join(folder, 'logs'));
  const sizes = await Promise.all(
    // A part that is renamed between the list and the look counts at the next look.
    names.map((name) =>
      stat(join(folder, 'logs', name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
