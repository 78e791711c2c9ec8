import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveHub, type TestHub } from '../../support/hub/serve-hub.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';

let machine: LocalMachine;
let hub: TestHub;

beforeAll(async () => {
  machine = await openLocalMachine();
  const weights = await readFile(machine.model);
  hub = await serveHub('127.0.0.1', { 'org/tiny-GGUF': { files: { 'tiny.gguf': weights } } });
});

afterAll(async () => {
  await machine?.close();
  await hub?.close();
});

const recommended = {
  temperature: 0.25,
  topK: 21,
  topP: 0.75,
  minP: 0.125,
  repeatPenalty: 1.5,
  presencePenalty: 0.5,
};

// JSON is YAML, too.
async function run(args: readonly string[], settings: object | undefined) {
  const catalog = join(machine.home, 'catalog.yaml');
  const files = [{ name: 'Q8_0', file: 'tiny.gguf' }];
  const entry = { id: 'tiny-1m', title: 'Tiny 1M', repo: 'org/tiny-GGUF', files, usual: 'Q8_0' };
  await writeFile(catalog, JSON.stringify({ models: [{ ...entry, settings }] }));
  return await machine.run(args, { LLMKUBE_CATALOG: catalog, HF_ENDPOINT: hub.url });
}

/** What the engine does with a request that says nothing of it. */
async function defaults() {
  const [pid, ...others] = await machine.engines();
  expect(others).toEqual([]);
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
  const socketPath = words[words.indexOf('--host') + 1];
  const answer = await new Promise<string>((resolve, reject) => {
    const asked = request({ socketPath, path: '/props', agent: false }, (got) =>
      text(got).then(resolve, reject),
    );
    asked.on('error', reject).end();
  });
  const { params } = JSON.parse(answer).default_generation_settings;
  return {
    temperature: params.temperature,
    topK: params.top_k,
    topP: params.top_p,
    minP: params.min_p,
    repeatPenalty: params.repeat_penalty,
    presencePenalty: params.presence_penalty,
  };
}

test('what a catalog recommends is said, and the engine itself does it', async () => {
  const made = await run(['deploy', 'tiny-1m', '--local', '-o', 'json'], { sampling: recommended });
  expect(made, made.stdout).toMatchObject({ exitCode: 0 });
  const types = made.events.map(({ type }) => type);
  expect(types.indexOf('modelChosen')).toBeLessThan(types.indexOf('objectApplied'));
  expect(made.events.find(({ type }) => type === 'modelChosen')).toMatchObject({
    settings: { sampling: recommended },
  });
  expect(await defaults()).toEqual(recommended);
});

test('a release keeps what it was made with when the catalog recommends something else', async () => {
  const other = { sampling: { temperature: 0.75 } };
  const again = await run(['deploy', 'tiny-1m', '--local', '-o', 'json'], other);
  expect(again.events.at(-1)).toMatchObject({ type: 'result', revision: 1 });
  expect(await defaults()).toEqual(recommended);
});

test('the same command with an argument of the engine contradicts nobody', async () => {
  const words = ['deploy', 'tiny-1m', '--local', '-o', 'json', '--', '--temp', '0.375'];
  const made = await run(words, { sampling: recommended });
  expect(made, made.stdout).toMatchObject({ exitCode: 0 });
  expect(await defaults()).toEqual({ ...recommended, temperature: 0.375 });
});

test('a setting is changed and taken away as any other field is', async () => {
  const flags = ['llamacpp.sampling.temperature=0.5', 'llamacpp.sampling.topK=', 'args='].flatMap(
    (one) => ['--set', `runtime.${one}`],
  );
  const changed = await run(['deploy', 'tiny-1m', '--local', '-o', 'json', ...flags], undefined);
  expect(changed, changed.stdout).toMatchObject({ exitCode: 0 });
  // 40 is what the engine does by itself.
  expect(await defaults()).toEqual({ ...recommended, temperature: 0.5, topK: 40 });
});

test('what is given with a model goes before what is recommended for it', async () => {
  expect(await machine.run(['delete', 'tiny-1m', '--local', '--yes'])).toMatchObject({
    exitCode: 0,
  });
  const own = [
    '--set',
    'runtime.llamacpp.sampling.topP=1',
    '--set',
    'runtime.llamacpp.sampling.minP=',
  ];
  const words = ['deploy', 'tiny-1m', '--local', ...own, '--', '--temp', '0.875'];
  const made = await run(words, { sampling: recommended });
  expect(made, made.stderr).toMatchObject({ exitCode: 0 });
  expect(made.stderr).toContain(
    'with topK 21, repeatPenalty 1.5, presencePenalty 0.5, as its sources recommend\n',
  );
  // The engine reckons with 32 bits.
  const minP = Math.fround(0.05);
  expect(await defaults()).toEqual({ ...recommended, temperature: 0.875, topP: 1, minP });
});

test('a release that gets another model keeps nothing that was recommended for the first', async () => {
  await machine.run(['delete', 'tiny-1m', '--local', '--yes']);
  const made = await run(['deploy', 'tiny-1m', '--name', 'prod', '--local'], {
    sampling: recommended,
  });
  expect(made, made.stderr).toMatchObject({ exitCode: 0 });
  expect(await defaults()).toEqual(recommended);
  const other = `${hub.url}/org/tiny-GGUF/resolve/main/tiny.gguf`;
  const words = ['deploy', other, '--name', 'prod', '--local'];
  const changed = await run(words, { sampling: recommended });
  expect(changed, changed.stderr).toMatchObject({ exitCode: 0 });
  // What the engine does by itself.
  const own = { topK: 40, repeatPenalty: 1, presencePenalty: 0 };
  expect(await defaults()).toMatchObject(own);
});

test('a misspelt search is answered with words that find something', async () => {
  const missed = await run(['catalog', 'search', 'tny', '-o', 'json'], undefined);
  expect(missed).toMatchObject({ exitCode: 0, events: [{ models: [], near: ['tiny'] }] });
});
