import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTinyGguf } from '../../scripts/models/write-tiny-gguf.ts';
import { logLimit } from '../../src/agent/process/bound-log.ts';
import { olderPartOf } from '../../src/core/agent-protocol/engine-run.ts';
import { pollUntil } from '../support/cluster/poll-until.ts';
import { type LocalMachine, openLocalMachine } from '../support/local-machine.ts';

let machine: LocalMachine;
let log: string;
let key: string;

beforeAll(async () => {
  machine = await openLocalMachine();
  log = join(machine.state, 'logs/agent.log');
  const model = join(machine.home, 'tiny.gguf');
  await writeTinyGguf(model);
  const run = await machine.run(['deploy', model, '--local']);
  expect(run).toMatchObject({ exitCode: 0 });
  // There is one only where the machine has other users.
  key = (await readFile(join(machine.state, 'api-key'), 'utf8').catch(() => '')).trim();
});

afterAll(() => machine?.close());

const ask = async (model: string) =>
  (
    await fetch(`http://127.0.0.1:${machine.port}/v1/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ model, prompt: 'hi', max_tokens: 1 }),
    })
  ).status;

test('requests that were answered are no news, and those that were refused are', async () => {
  expect(await ask('tiny')).toBe(200);
  expect(await ask('another')).toBe(404);
  // It is written down once it was answered.
  const requests = await pollUntil({ what: 'a request in the log', seconds: 5 }, async () => {
    const lines = (await machine.log()).filter(({ message }) => message === 'a request');
    return lines.length === 0 ? undefined : lines;
  });
  expect(requests).toEqual([expect.objectContaining({ kind: 'refused', status: 404 })]);
});

test('the log of an agent in the background is kept small while it runs', async () => {
  const flood = `${'x'.repeat(1023)}\n`.repeat(logLimit / 1024 + 1);
  await writeFile(log, flood, { flag: 'a' });
  const what = 'the log to be small again';
  await pollUntil({ what, seconds: 20 }, async () => (await stat(log)).size < 1024);
  expect((await stat(olderPartOf(log))).size).toBeGreaterThan(logLimit);
  // The agent goes on writing where it wrote before, and loses no line.
  expect(await ask('another')).toBe(404);
  // A line is written when the answer is, and not before it.
  const line = 'a line of the refusal';
  await pollUntil({ what: line, seconds: 20 }, async () => (await stat(log)).size > 0);
  expect(await readFile(log, 'utf8')).toMatch(/^\{.*"kind":"refused".*\}\n$/);
});
