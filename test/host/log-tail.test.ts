import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { readLogTail } from '../../src/host/log-tail.ts';

test('the last lines of a log and its older part are those of both together', async () => {
  const file = await logFile();
  // Around the size of the blocks in which a file is read from its end.
  const line = fc
    .tuple(fc.constantFrom(0, 1, 5, 65_534, 65_535, 65_536, 70_000), fc.constantFrom('a', 'b'))
    .map(([length, letter]) => letter.repeat(length));
  const lines = fc.array(line, { maxLength: 5 });
  const count = fc.integer({ min: 0, max: 12 });
  await fc.assert(
    fc.asyncProperty(lines, lines, count, async (older, newer, wanted) => {
      await writeFile(`${file}.1`, ended(older));
      await writeFile(file, ended(newer));
      const expected = wanted === 0 ? [] : [...older, ...newer].slice(-wanted);
      const found = await readLogTail(file, { lines: wanted, bytes: 10_000_000 });
      expect(found === ended(expected)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('no more than the last bytes are read, however long a line is', async () => {
  const file = await logFile();
  await writeFile(file, `first\n${'x'.repeat(500_000)}end\n`);
  expect(await readLogTail(file, { lines: 80, bytes: 10 })).toBe('xxxxxxend\n');
  await writeFile(`${file}.1`, 'older\n');
  await writeFile(file, 'new\n');
  expect(await readLogTail(file, { lines: 80, bytes: 8 })).toBe('der\nnew\n');
});

test('what ends without a line break is a line too, and no log is no line', async () => {
  const file = await logFile();
  expect(await readLogTail(file, { lines: 5, bytes: 100 })).toBe('');
  await writeFile(file, 'a\nb\nc');
  expect(await readLogTail(file, { lines: 2, bytes: 100 })).toBe('b\nc');
});

function ended(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

async function logFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'log-tail-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, '1-1.log');
}
