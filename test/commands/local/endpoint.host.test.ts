import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pollUntil } from '../../support/cluster/poll-until.ts';
import { type HeldMachine, openHeldMachine } from '../../support/engines/held-engine.ts';

let machine: HeldMachine;
let key: string;

/** An address for others, which wants a key wherever the tests run. */
const forOthers = { LLMKUBE_HOST: '0.0.0.0' };

beforeAll(async () => {
  machine = await openHeldMachine();
  const file = machine.model;
  await machine.letEnginesRun();
  expect(await local('deploy', file)).toMatchObject({ exitCode: 0 });
  expect(await local('deploy', file, '--name', 'My.Model')).toMatchObject({ exitCode: 0 });
  await machine.holdEngines();
  const third = await local('deploy', file, '--name', 'starting', '--no-wait');
  expect(third).toMatchObject({ exitCode: 0 });
  await pollUntil({ what: 'the third engine', seconds: 20 }, async () => {
    return (await machine.engines()).length === 3;
  });
  key = (await readFile(join(machine.state, 'api-key'), 'utf8')).trim();
});

afterAll(() => machine?.close());

const local = (...words: readonly string[]) =>
  machine.run([...words, '--local', '-o', 'json'], forOthers);

type Headers = Readonly<Record<string, string>>;

const withKey = (): Headers => ({ authorization: `Bearer ${key}` });

interface Body {
  readonly data?: readonly unknown[];
  readonly error?: { readonly message: string };
}

async function answerOf(path: string, init: RequestInit) {
  const answer = await fetch(`http://127.0.0.1:${machine.port}/v1${path}`, init);
  const { status, headers } = answer;
  return { status, headers: Object.fromEntries(headers), body: (await answer.json()) as Body };
}

const get = (path: string, headers = withKey()) => answerOf(path, { headers });

const complete = (model: string | undefined, headers = withKey()) =>
  answerOf('/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model, prompt: 'hi', max_tokens: 1 }),
  });

/** What OpenAI's clients read of a refusal. */
const errorWith = (code: string, param: string | null = null) => ({
  error: { message: expect.any(String), type: expect.any(String), code, param },
});

test('the models of all releases are listed, and which of them answer', async () => {
  const common = { object: 'model', owned_by: 'llmkube', created: expect.any(Number) };
  const { status, body } = await get('/models');
  expect(status).toBe(200);
  expect(body).toEqual({
    object: 'list',
    data: expect.arrayContaining([
      { ...common, id: 'tiny', release: 'tiny', ready: true },
      { ...common, id: 'My.Model', release: 'my-model', ready: true },
      { ...common, id: 'starting', release: 'starting', ready: false },
    ]),
  });
  expect(body.data).toHaveLength(3);
  expect((await get('/models/My.Model')).body).toMatchObject({ release: 'my-model', ready: true });
});

test('the model of a request chooses the release, by its own name and by the name of the release', async () => {
  expect(await complete('tiny')).toMatchObject({ status: 200, body: { model: 'tiny' } });
  expect(await complete('My.Model')).toMatchObject({ status: 200, body: { model: 'My.Model' } });
  expect(await complete('my-model')).toMatchObject({ status: 200, body: { model: 'My.Model' } });
});

test('a model that is not there is a 404 of OpenAI, and none of several a 400', async () => {
  const unknown = await complete('gpt-4');
  expect(unknown).toMatchObject({ status: 404, body: errorWith('model_not_found', 'model') });
  expect(unknown.body.error?.message).toMatch(/`gpt-4` is not here: there is .*`My\.Model`/);
  expect(await get('/models/gpt-4')).toMatchObject({
    status: 404,
    body: errorWith('model_not_found', 'model'),
  });
  expect(await complete(undefined)).toMatchObject({
    status: 400,
    body: errorWith('model_missing', 'model'),
  });
});

test('a model that starts is a 503 that says when to come again', async () => {
  const { status, headers, body } = await complete('starting');
  expect({ status, body }).toMatchObject({ status: 503, body: errorWith('model_not_ready') });
  expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
  expect(body.error?.message).toContain('llmkube status starting --local');
  const chat = await local('chat', 'starting', 'Hi', '--once');
  expect(chat).toMatchObject({ exitCode: 5 });
  expect(chat.events.at(-1)).toMatchObject({ error: { code: 'NOT_READY' } });
});

test('without the key, or with another one, everything but the health is a 401', async () => {
  for (const [headers, code] of [
    [{}, 'api_key_missing'],
    [{ authorization: `Bearer ${key}x` }, 'invalid_api_key'],
    [{ 'x-api-key': 'another' }, 'invalid_api_key'],
  ] as const) {
    for (const answer of [await complete('tiny', headers), await get('/models', headers)]) {
      expect(answer).toMatchObject({ status: 401, body: errorWith(code) });
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
    expect(await get('/health', headers)).toMatchObject({ status: 200 });
  }
  expect(await complete('tiny', { 'x-api-key': key })).toMatchObject({ status: 200 });
});

test('the verbs send the key by themselves, and nothing that they print holds it', async () => {
  expect((await stat(join(machine.state, 'api-key'))).mode & 0o777).toBe(0o600);
  expect(key.length).toBeGreaterThanOrEqual(32);
  const chat = await local('chat', 'tiny', 'Hi', '--once');
  expect(chat.events.at(-1)).toMatchObject({ model: 'tiny', answer: expect.any(String) });
  const printed: string[] = [];
  for (const words of [
    ['deploy', 'tiny', '--local'],
    ['list', '--local'],
    ['status', 'tiny', '--local'],
    ['wait', 'tiny', '--local'],
    ['logs', 'tiny', '--local'],
    ['metal', 'status'],
  ]) {
    for (const output of [[], ['-o', 'json']]) {
      const run = await machine.run([...words, ...output], forOthers);
      expect(run, words.join(' ')).toMatchObject({ exitCode: 0 });
      printed.push(run.stdout, run.stderr);
    }
  }
  printed.push(await readFile(join(machine.state, 'logs/agent.log'), 'utf8'));
  for (const pid of await machine.engines()) {
    printed.push(await readFile(`/proc/${pid}/cmdline`, 'utf8'));
    printed.push(await readFile(`/proc/${pid}/environ`, 'utf8'));
  }
  expect(printed.filter((text) => text.includes(key))).toEqual([]);
  // What they show instead reads the file where the line is run.
  expect(printed.join('\n')).toContain(`Authorization: Bearer $(cat ${machine.state}/api-key)`);
});
