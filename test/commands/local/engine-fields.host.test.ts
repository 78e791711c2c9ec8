import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';

let machine: LocalMachine;

beforeAll(async () => {
  machine = await openLocalMachine();
});

afterAll(() => machine?.close());

const deploy = async (...words: readonly string[]) => {
  const at = words.includes('--') ? words.indexOf('--') : words.length;
  const own = ['deploy', ...words.slice(0, at), '--local', '-o', 'json'];
  return await machine.run([...own, ...words.slice(at)]);
};

async function engine() {
  const [pid, ...others] = await machine.engines();
  expect(others).toEqual([]);
  const read = async (file: string) =>
    (await readFile(`/proc/${pid}/${file}`, 'utf8')).split('\0').slice(0, -1);
  return { words: await read('cmdline'), variables: await read('environ') };
}

test('arguments, variables and fields reach the engine, which answers', async () => {
  const flags = ['--env', 'GGML_TEST=a b', '--set', 'runtime.llamacpp.flashAttention=false'];
  const sized = ['--concurrency', '2', '--context-length', '512'];
  const run = await deploy(machine.model, ...flags, ...sized, '--', '--threads', '1');
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.events.at(-1)).toMatchObject({ phase: 'Ready', proof: { state: 'proven' } });
  const { words, variables } = await engine();
  const text = words.join(' ');
  expect(text).toContain('--ctx-size 1024 --parallel 2');
  expect(text).toContain('--flash-attn off');
  expect(text).toMatch(/--threads 1$/);
  expect(variables).toContain('GGML_TEST=a b');
});

test('what was said stays until it is taken away', async () => {
  const kept = await deploy('tiny', '--env', 'GGML_MORE=1');
  expect(kept).toMatchObject({ exitCode: 0 });
  expect((await engine()).variables).toEqual(
    expect.arrayContaining(['GGML_TEST=a b', 'GGML_MORE=1']),
  );
  const gone = ['--env', 'GGML_TEST-', '--env', 'GGML_MORE-'];
  expect(await deploy('tiny', ...gone, '--set', 'runtime.llamacpp=', '--')).toMatchObject({
    exitCode: 0,
  });
  const { words, variables } = await engine();
  expect(variables.filter((text) => /^GGML_(TEST|MORE)=/.test(text))).toEqual([]);
  expect(words).not.toContain('--threads');
  expect(words).not.toContain('--flash-attn');
});

test.each([
  ['embedding', 'embeddings', ['--set', 'runtime.llamacpp.pooling=last']],
  ['rerank', 'rerank', ['--set', 'runtime.llamacpp=']],
])('a model that serves for %s is proven by what it computes', async (mode, path, flags) => {
  const run = await deploy('tiny', '--mode', mode, ...flags);
  expect(run).toMatchObject({ exitCode: 0 });
  const result = run.events.at(-1);
  expect(result).toMatchObject({ phase: 'Ready', proof: { state: 'proven' } });
  expect(result).toMatchObject({ endpoint: { curl: expect.stringContaining(`/v1/${path}`) } });
});

test('a secret is refused before it is written anywhere', async () => {
  const run = await deploy('tiny', '--env', 'HF_TOKEN=hunter2');
  expect(run).toMatchObject({ exitCode: 2 });
  expect(run.events.at(-1)).toMatchObject({ error: { code: 'INVALID_FIELD' } });
  expect(run.stdout + run.stderr).not.toContain('hunter2');
});
