import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/cli/system-clock.ts';
import type { LogPiece } from '../../src/core/target.ts';
import { type LogFileRead, streamLogFile } from '../../src/host/stream-log-file.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';

const never = new AbortController().signal;

test('a log is read whole, its older part first, as lines without a time', async () => {
  const file = await logFile('new 1\nnew 2\nhalf');
  await writeFile(`${file}.1`, 'old 1\nold 2\n');
  expect(await textsOf({ file })).toEqual(['old 1', 'old 2', 'new 1', 'new 2', 'half…']);
  expect((await piecesOf({ file })).every(({ time }) => time === undefined)).toBe(true);
});

test.each([
  [0, []],
  [1, ['half…']],
  [2, ['new 2', 'half…']],
  [4, ['old 2', 'new 1', 'new 2', 'half…']],
  [9, ['old 1', 'old 2', 'new 1', 'new 2', 'half…']],
])(
  'the last %d lines reach into the older part where the newer has too few',
  async (tailLines, wanted) => {
    const file = await logFile('new 1\nnew 2\nhalf');
    await writeFile(`${file}.1`, 'old 1\nold 2\n');
    expect(await textsOf({ file, tailLines })).toEqual(wanted);
  },
);

test('a log that is not there is empty', async () => {
  const file = await logFile('');
  await rm(file);
  expect(await textsOf({ file })).toEqual([]);
});

test('a followed log goes on until its run has ended, with the last words', async () => {
  const { file, texts, over, reading } = await following('first\n');
  await until(texts, 'first');
  await appendFile(file, 'sec');
  await until(texts, 'sec…');
  await appendFile(file, 'ond\n');
  await until(texts, 'ond');
  await appendFile(file, 'last words\n');
  over.abort();
  await reading;
  expect(texts).toEqual(['first', 'sec…', 'ond', 'last words']);
});

test('a followed log ends when the reader has had enough', async () => {
  const { texts, stop, reading } = await following('first\n');
  await until(texts, 'first');
  stop.abort();
  await reading;
});

test('a followed log that is not there yet is waited for', async () => {
  const { file, texts, over, reading } = await following(undefined);
  await writeFile(file, 'begins\n');
  await until(texts, 'begins');
  over.abort();
  await reading;
});

test('a log that is cut while it is followed loses nothing and repeats nothing', async () => {
  const { file, texts, over, reading } = await following('first\n');
  await until(texts, 'first');
  // What a cut keeps has lines that nobody has read yet.
  await writeFile(`${file}.1`, 'first\nsecond\nthi');
  await truncate(file);
  await appendFile(file, 'rd\nfourth line is the longest\n');
  await until(texts, 'fourth line is the longest');
  over.abort();
  await reading;
  expect(texts.join('|')).toBe('first|second|thi…|rd|fourth line is the longest');
});

test('a cut whose old content was not kept ends the line that was open', async () => {
  const { file, texts, over, reading } = await following('first\nhal');
  await until(texts, 'hal…');
  await truncate(file);
  await appendFile(file, 'after the cut, and longer than before\n');
  await until(texts, 'after the cut, and longer than before');
  over.abort();
  await reading;
  expect(texts).toEqual(['first', 'hal…', '', 'after the cut, and longer than before']);
});

test('a tail that is followed goes on after it', async () => {
  const { file, texts, over, reading } = await following('a\nb\nc\n', { tailLines: 1 });
  await until(texts, 'c');
  await appendFile(file, 'd\n');
  await until(texts, 'd');
  over.abort();
  await reading;
  expect(texts).toEqual(['c', 'd']);
});

test('a line that is too long to be held comes in parts', async () => {
  const file = await logFile(`${'x'.repeat(3_000_000)}\nnext\n`);
  const pieces = await piecesOf({ file });
  expect(Math.max(...pieces.map(({ bytes }) => bytes.length))).toBeLessThanOrEqual(64 * 1024);
  expect(pieces.filter(({ startsLine }) => startsLine).length).toBe(2);
  expect(pieces.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(3_000_004);
});

async function logFile(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'log-file-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, '1-1.log');
  await writeFile(file, content);
  return file;
}

function readOf(read: Partial<LogFileRead> & { readonly file: string }): LogFileRead {
  const { sleep } = systemClock;
  return { follow: false, over: never, sleep, ...read };
}

async function piecesOf(read: Partial<LogFileRead> & { readonly file: string }) {
  const all: LogPiece[] = [];
  for await (const pieces of streamLogFile(readOf(read), never)) all.push(...pieces);
  return all;
}

async function textsOf(read: Partial<LogFileRead> & { readonly file: string }) {
  return (await piecesOf(read)).map(textOf);
}

/** The text of a piece, with a mark where its line goes on. */
function textOf({ bytes, endsLine }: LogPiece): string {
  return `${Buffer.from(bytes).toString()}${endsLine ? '' : '…'}`;
}

/** Follows a log with this content, or one that is not there. */
async function following(content: string | undefined, more: Partial<LogFileRead> = {}) {
  const file = await logFile(content ?? '');
  if (content === undefined) await rm(file);
  const [over, stop] = [new AbortController(), new AbortController()];
  const texts: string[] = [];
  const read = readOf({ file, follow: true, over: over.signal, ...more });
  const reading = (async () => {
    for await (const pieces of streamLogFile(read, stop.signal)) texts.push(...pieces.map(textOf));
  })();
  onTestFinished(() => stop.abort());
  return { file, texts, over, stop, reading };
}

async function until(texts: readonly string[], last: string): Promise<void> {
  await pollUntil({ what: `"${last}" after ${texts.join('|')}`, seconds: 5 }, () =>
    texts.includes(last),
  );
}
