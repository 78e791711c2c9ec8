import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';

let machine: LocalMachine;
let file: string;

beforeAll(async () => {
  const engine = join(import.meta.dirname, '../../support/engines/slow-engine.ts');
  machine = await openLocalMachine(
    `#!/bin/sh
[ "$1" = --version ] && echo 'version: 9999 (abc)' && exit 0
exec '${process.execPath}' '${engine}' "$@"
`,
  );
  file = machine.model;
});

afterAll(() => machine?.close());

const local: LocalMachine['json'] = (...words) => machine.json(...words);
const tokens = 200;

/** A stream of four seconds that has begun. */
async function openStream() {
  const answer = await fetch(`http://127.0.0.1:${machine.port}/v1/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(await keyHeader()) },
    body: JSON.stringify({ model: 'tiny', prompt: 'a', stream: true, max_tokens: tokens }),
  });
  expect(answer.status).toBe(200);
  let isOver = false;
  const text = answer.text().finally(() => {
    isOver = true;
  });
  return { isOver: () => isOver, text };
}

async function keyHeader(): Promise<Record<string, string>> {
  // Only a machine with other users asks for one.
  const key = await readFile(join(machine.state, 'api-key'), 'utf8').catch(() => undefined);
  return key === undefined ? {} : { authorization: `Bearer ${key.trim()}` };
}

function expectWhole(text: string): void {
  expect(text.match(/"text"/g)).toHaveLength(tokens);
  expect(text).toMatch(/\[DONE\]\n\n$/);
}

test('a stop lets a stream that has begun come to its end', async () => {
  expect(await local('deploy', file)).toMatchObject({ exitCode: 0 });
  const stream = await openStream();
  const stop = await machine.run(['metal', 'stop']);
  expect(stop).toMatchObject({ exitCode: 0 });
  expectWhole(await stream.text);
  expect(await machine.engines()).toEqual([]);
});

test('a stream goes on while a newer llmkube takes over, which has the port at once', async () => {
  const script = join(import.meta.dirname, '../../support/agents/agent-of.ts');
  const { PATH = '' } = process.env;
  const older = execa(process.execPath, [script, '0.0.0-alpha', '600000'], {
    env: { PATH, ...machine.env },
    extendEnv: false,
  });
  let said = '';
  older.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  await pollUntil({ what: 'the engine to answer', seconds: 20 }, () => /answers/.test(said));
  const engines = await machine.engines();
  const stream = await openStream();
  const list = await local('list');
  expect(list.events).toEqual([expect.objectContaining({ releases: [expect.anything()] })]);
  expect(list.stderr).toContain('a newer agent takes over');
  const models = await fetch(`http://127.0.0.1:${machine.port}/v1/models`, {
    headers: await keyHeader(),
  });
  expect(await models.json()).toMatchObject({ data: [{ id: 'tiny' }] });
  expect(stream.isOver()).toBe(false);
  expectWhole(await stream.text);
  expect(await machine.engines()).toEqual(engines);
  expect((await older).stdout).toBe('ready\nhandedOver');
});
