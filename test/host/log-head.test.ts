import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { olderPartOf } from '../../src/core/agent-protocol/engine-run.ts';
import { readLogHead } from '../../src/host/log-head.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-head-'));
});

afterAll(() => rm(folder, { recursive: true }));

test('a log begins in its older part once it was cut', async () => {
  const file = path.join(folder, 'cut.log');
  await writeFile(file, 'all slots are idle\n');
  expect(await readLogHead(file, 100)).toBe('all slots are idle\n');
  await writeFile(olderPartOf(file), 'loading the model\n');
  expect(await readLogHead(file, 100)).toBe('loading the model\n');
});

test('no more is read than asked for, and nothing where there is no log', async () => {
  const file = path.join(folder, 'long.log');
  await writeFile(file, 'x'.repeat(1000));
  expect(await readLogHead(file, 10)).toBe('x'.repeat(10));
  expect(await readLogHead(path.join(folder, 'none.log'), 10)).toBe('');
});
