import { totalmem } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import { publishedSchema, schemaProblems } from '../../support/published-schema.ts';

let machine: LocalMachine;

beforeAll(async () => {
  machine = await openLocalMachine();
});

afterAll(() => machine?.close());

const ask = (...words: string[]) => machine.run(['fit', machine.model, ...words]);

test('a model that fits is told with a table, the reasons and what starts the engine', async () => {
  const told = await ask('--gpu-memory', '2Gi', '--context-length', '512');
  expect(told).toMatchObject({ exitCode: 0, stderr: '' });
  expect(told.stdout).toMatch(
    / fits, with 512 tokens that 4 conversations share\n\nPLACE +NEEDS +MAY TAKE +FITS +FOR\nCUDA0 /,
  );
  expect(told.stdout).toMatch(/\n- CUDA0 has 2 layers and the output: /);
  expect(told.stdout).toMatch(/\nllama-server -m <file> -c 512 -np 4 .* -ngl all .*-fit off\n$/);
});

test('programs get the same as one document', async () => {
  const { stdout, exitCode } = await ask('--concurrency', '2', '-o', 'json');
  const result = JSON.parse(stdout);
  expect(exitCode).toBe(0);
  expect(schemaProblems(publishedSchema('fit-result.json'), result)).toBe('');
  expect(result).toMatchObject({
    fits: true,
    concurrency: 2,
    isShared: false,
    places: [{ id: 'host' }],
  });
});

test('a model that does not fit says what is missing where, and the status tells it', async () => {
  const told = await ask('--gpu-memory', '1Gi', '--host-memory', '1Mi');
  expect(told).toMatchObject({ exitCode: 4, stderr: '' });
  expect(told.stdout).toMatch(
    / does not fit, .*\n- host lacks .*\n- no context at all would fit\n/s,
  );
  const { stdout } = await ask('--host-memory', '1Mi', '-o', 'json');
  expect(JSON.parse(stdout)).toMatchObject({ fits: false, code: 'MODEL_TOO_LARGE' });
});

test('what is no size of memory is refused before anything is read', async () => {
  const options = { env: machine.env };
  const words = ['fit', '/no/such/file.gguf', '--gpu-memory', '2xmany'];
  await expectRefusal(words, options, { code: 'USAGE', words: /^read the GPUs `2xmany`/ });
});

test('with --local the host is this machine, as much of it as is free', async () => {
  const { stdout, exitCode } = await ask('--local', '-o', 'json');
  expect(exitCode).toBe(0);
  const [host] = JSON.parse(stdout).places;
  expect(host.limitBytes).toBeGreaterThan(100 * 1024 ** 2);
  expect(host.limitBytes).toBeLessThan(totalmem());
});
