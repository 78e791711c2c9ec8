import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hubTokens, serveHub, type TestHub } from '../../support/hub/serve-hub.ts';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import { type FolderServer, serveFolder } from '../../support/models/serve-folder.ts';
import {
  tinyRepository as files,
  tinyParts as parts,
} from '../../support/models/tiny-repository.ts';

let machine: LocalMachine;
let hub: TestHub;
let web: FolderServer;
let folder: string;

beforeAll(async () => {
  machine = await openLocalMachine();
  folder = join(dirname(machine.model), 'weights');
  await mkdir(folder);
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  web = await serveFolder({ folder, address: '127.0.0.1' });
  hub = await serveHub('127.0.0.1', {
    'org/whole': { files, card: { license: 'mit' } },
    'org/gated': { files, access: 'gated', tokens: [hubTokens.member] },
  });
});

afterAll(async () => {
  await machine?.close();
  await hub?.close();
  await web?.close();
});

const run = (words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  machine.run([...words], { HF_ENDPOINT: hub.url, ...environment });

const bytes = 2 * (32 * 64 + 128 * 64) * 2;

test('a repository of safetensors is told with what lies beside its weights', async () => {
  const before = hub.requests.length;
  const told = await run(['model', 'inspect', 'org/whole', '-o', 'json']);
  expect(told).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(told.stdout)).toMatchObject({
    ...{ architecture: 'llama', files: 2, bytes, parameters: bytes / 2, contextLength: 2048 },
    chatTemplate: { tools: true },
    license: { id: 'mit' },
    cacheBytesPerToken: 2 * 2 * 2 * 16 * 2,
  });
  // A list, three small files, and a header of each part.
  expect(hub.requests.length - before).toBe(6);
});

test('a folder of this machine is read as well, and so is one file behind a URL', async () => {
  const local = await run(['model', 'inspect', folder, '-o', 'json']);
  expect(JSON.parse(local.stdout)).toMatchObject({ files: 2, license: { id: 'apache-2.0' } });
  const file = await run(['model', 'inspect', `${web.url}/${parts[0]}`, '-o', 'json']);
  expect(JSON.parse(file.stdout)).toMatchObject({ files: 1, architecture: 'llama' });
  expect(file.stdout).toMatch(/these are 1 of the 2 files/);
});

test('a header that was read before is not sent again', async () => {
  const url = `${web.url}/${parts[1]}`;
  await run(['model', 'inspect', url]);
  const before = web.requests.length;
  await run(['model', 'inspect', url]);
  const heads = web.requests.slice(before).filter(({ path }) => path.endsWith(String(parts[1])));
  expect(heads.map(({ status }) => status)).toContain(304);
  expect(heads.map(({ status }) => status)).not.toContain(206);
});

test('it is planned for vLLM unless another engine is named', async () => {
  const asked = [
    'fit',
    'org/whole',
    '--gpu-memory',
    '8Gi',
    '-o',
    'json',
    '--context-length',
    '2048',
  ];
  const vllm = await run(asked);
  expect(vllm.exitCode).toBe(0);
  expect(JSON.parse(vllm.stdout)).toMatchObject({ runtime: 'vllm', fits: true });
  const tgi = await run([...asked, '--runtime', 'tgi']);
  expect(JSON.parse(tgi.stdout)).toMatchObject({ runtime: 'tgi', fits: true });
  const text = await run(['fit', folder, '--gpu-memory', '8Gi', '--context-length', 'max']);
  expect(text.stdout).toMatch(/vllm serve <model> --max-model-len 2048/);
  const none = await run(['fit', folder, '--gpu-memory', '1Gi', '--context-length', '2048']);
  expect(none.exitCode).toBe(4);
});

test('what cannot be planned is one sentence', async () => {
  const three = await run(['fit', 'org/whole', '--gpu-memory', '3x8Gi']);
  expect(three).toMatchObject({ exitCode: 4 });
  expect(three.stderr).toMatch(/4 attention heads cannot be divided over 3 GPUs, but over 1, 2, 4/);
  const without = await run(['fit', 'org/whole']);
  expect(without.stderr).toMatch(/vllm needs GPUs/);
  const part = await run(['fit', `${web.url}/${parts[0]}`, '--gpu-memory', '8Gi']);
  expect(part).toMatchObject({ exitCode: 4 });
  expect(part.stderr).toMatch(/these are 1 of the 2 files of a model/);
  const gguf = await run(['fit', machine.model, '--runtime', 'vllm', '--gpu-memory', '8Gi']);
  expect(gguf.exitCode).not.toBe(0);
});

test('a gated repository wants a token, and is read with it', async () => {
  const refused = await run(['model', 'inspect', 'org/gated']);
  expect(refused.stderr).toMatch(/gated/);
  const told = await run(['model', 'inspect', 'org/gated'], { HF_TOKEN: hubTokens.member });
  expect(told.stdout).toMatch(/ is a model/);
});
