import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openVersionedFiles } from '../../src/host/versioned-files.ts';
import { temporaryFolder } from '../support/host/temporary-folder.ts';

const program = path.resolve(import.meta.dirname, '../support/host/count-up.ts');

test('eight processes add to one number, and nothing that one of them added is lost', async () => {
  const folder = await temporaryFolder();
  const children = Array.from({ length: 8 }, () => startCounting(folder, 200));
  const printed = await Promise.all(children.map(({ stdout }) => text(stdout)));
  const numbers = printed.join('').trim().split('\n').map(Number);
  expect(numbers.toSorted((one, other) => one - other)).toEqual(
    Array.from({ length: 1600 }, (_, index) => index + 1),
  );
  expect(await openVersionedFiles(folder).read('counter')).toMatchObject({ text: '1600' });
  expect(await readdir(path.join(folder, 'counter'))).toHaveLength(2);
}, 60_000);

test('a writer that is killed at any moment leaves its last version or the one after it', async () => {
  const folder = await temporaryFolder();
  const files = openVersionedFiles(folder);
  const bytes = fc.integer({ min: 1, max: 60 });
  const kills = fc.asyncProperty(bytes, fc.integer({ min: 0, max: 400 }), async (most, spins) => {
    const before = Number((await files.read('counter'))?.text ?? '0');
    const child = startCounting(folder, 10_000);
    const printed = await killAfter(child, { bytes: most, spins });
    const last = Number(printed.trim().split('\n').at(-1) || before);
    const after = Number((await files.read('counter'))?.text ?? '0');
    expect([last, last + 1]).toContain(after);
  });
  await fc.assert(kills, { numRuns: 25 });
  const { version = undefined } = (await files.read('counter')) ?? {};
  expect(await files.write('counter', 'the end', version)).toMatchObject({ kind: 'committed' });
  expect(await readdir(path.join(folder, 'counter'))).toHaveLength(2);
}, 60_000);

type Counting = ReturnType<typeof startCounting>;

function startCounting(folder: string, times: number) {
  return spawn(process.execPath, [program, folder, String(times)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

interface Moment {
  /** So much has been printed, */
  readonly bytes: number;
  /** and so many turns of this process have passed since, which is less than one write takes. */
  readonly spins: number;
}

async function killAfter(child: Counting, { bytes, spins }: Moment): Promise<string> {
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.length < bytes || child.killed) continue;
    for (let turn = 0; turn < spins; turn += 1) await new Promise(setImmediate);
    child.kill('SIGKILL');
  }
  await ended(child);
  return printed;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
