import { chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { findEngine } from '../../src/host/find-engine.ts';
import { readEngineVersion } from '../../src/host/read-engine-version.ts';
import { rejectionOf } from '../support/error-of.ts';

const newEnough = "echo 'version: 0.7.0 (build 11669, commit Debian)' >&2";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'find-engine-'));
  onTestFinished(() => rm(root, { recursive: true }));
});

test('the setting wins over the PATH, the PATH over the cache', async () => {
  const set = await writeEngine('set/server', newEnough);
  const onPath = await writeEngine('bin/llama-server', newEnough);
  const unpacked = await writeEngine('cache/engines/llama.cpp/llama-server', newEnough);
  const PATH = ['relative', '/nowhere', path.join(root, 'bin')].join(path.delimiter);
  const found = [
    await find({ LLMKUBE_LLAMA_SERVER: set, PATH }),
    await find({ LLMKUBE_LLAMA_SERVER: '', PATH }),
    await find({ PATH: '/nowhere' }),
    await find({}),
  ];
  expect(found.map(({ by, program }) => [by, program.file])).toEqual([
    ['setting', set],
    ['path', onPath],
    ['cache', unpacked],
    ['cache', unpacked],
  ]);
  expect(found[0]?.version).toEqual({ text: '0.7.0 (build 11669, commit Debian)', build: 11669 });
});

test('what cannot be run is passed over on the PATH', async () => {
  await mkdir(path.join(root, 'a/llama-server'), { recursive: true });
  const plain = await writeEngine('b/llama-server', newEnough);
  await chmod(plain, 0o600);
  const good = await writeEngine('c/llama-server', newEnough);
  const PATH = ['a', 'b', 'c'].map((name) => path.join(root, name)).join(path.delimiter);
  expect((await find({ PATH })).program.file).toBe(good);
});

test('no engine anywhere is an error that leads to the doctor', async () => {
  const error = await rejectionOf(find({ PATH: root }));
  expect(error.code).toBe('ENGINE_NOT_FOUND');
  expect(error.message).toBe('Cannot find an engine: no `llama-server` is on the PATH');
  expect(error.suggestions).toEqual(['llmkube doctor --local']);
});

const settings = [
  ['llama-server', 'it is not an absolute path'],
  ['/nowhere/llama-server', 'there is no such file'],
  ['/', 'it is not a file'],
  ['/proc/self/maps', 'this user may not run it'],
] as const;

test.each(settings)('a setting of %s is refused: %s', async (LLMKUBE_LLAMA_SERVER, fact) => {
  const error = await rejectionOf(find({ LLMKUBE_LLAMA_SERVER, PATH: root }));
  expect(error.code).toBe('ENGINE_NOT_FOUND');
  expect(error.message).toBe(
    `Cannot use \`${LLMKUBE_LLAMA_SERVER}\` of LLMKUBE_LLAMA_SERVER as the engine: ${fact}`,
  );
});

test('an engine that is too old is refused with both versions', async () => {
  const file = await writeEngine('server', "echo 'version: 4719 (d04e7163)'");
  const error = await rejectionOf(find({ LLMKUBE_LLAMA_SERVER: file }));
  expect(error.code).toBe('ENGINE_TOO_OLD');
  expect(error.message).toBe(
    `Cannot use the engine \`${file}\`: it is version 4719 (d04e7163), and build 4980 or newer is needed`,
  );
});

const faults = [
  ['that fails', 'echo "cannot open libggml.so" >&2; exit 127', /status 127, saying `cannot open/],
  ['that crashes', 'kill -SEGV $$', /was ended by SIGSEGV/],
  ['that is something else', 'echo hello', /does not print the version of a llama-server/],
  ['that never stops talking', 'yes version: 5000', /prints without an end/],
] as const;

test.each(faults)('a program %s is said to be broken', async (_, script, words) => {
  const file = await writeEngine('server', script);
  const error = await rejectionOf(find({ LLMKUBE_LLAMA_SERVER: file }));
  expect(error.code).toBe('ENGINE_BROKEN');
  expect(error.message).toMatch(words);
});

test('a program whose interpreter is missing is said to be broken', async () => {
  const file = await writeEngine('server', '');
  await writeFile(file, '#!/nowhere/sh');
  const error = await rejectionOf(find({ LLMKUBE_LLAMA_SERVER: file }));
  expect(error.code).toBe('ENGINE_BROKEN');
  expect(error.message).toContain('ENOENT');
});

test('an engine that gives no answer is ended, whatever it has started', async () => {
  const file = await writeEngine('server', `sh -c 'echo $$ > ${root}/child; exec sleep 60'; true`);
  const cache = path.join(root, 'cache');
  const error = await rejectionOf(readEngineVersion(file, { cache, longestMilliseconds: 300 }));
  process.kill(Number(await readFile(path.join(root, 'child'), 'utf8')), 'SIGKILL');
  expect(error.code).toBe('ENGINE_BROKEN');
  expect(error.message).toContain('`--version` gave no answer within 0.3 s');
});

test('an engine is asked once for its version, and again when its file has changed', async () => {
  const starts = path.join(root, 'starts');
  const script = `echo x >> ${starts}; ${newEnough}`;
  const file = await writeEngine('server', script);
  await find({ LLMKUBE_LLAMA_SERVER: file });
  await writeFile(starts, '');
  const known = await find({ LLMKUBE_LLAMA_SERVER: file });
  expect(known.version.build).toBe(11669);
  expect(await startsSeen()).toBe(0);
  await utimes(file, 1, 1);
  await find({ LLMKUBE_LLAMA_SERVER: file });
  expect(await startsSeen()).toBe(1);
  await writeFile(path.join(root, 'cache/engine-version.json'), '{"identity');
  await find({ LLMKUBE_LLAMA_SERVER: file });
  expect(await startsSeen()).toBe(2);

  async function startsSeen(): Promise<number> {
    return (await readFile(starts, 'utf8')).split('\n').length - 1;
  }
});

test('without a cache that can be written to, an engine is found all the same', async () => {
  const file = await writeEngine('server', newEnough);
  await writeFile(path.join(root, 'cache'), '');
  expect((await find({ LLMKUBE_LLAMA_SERVER: file })).program.file).toBe(file);
});

async function find(environment: Record<string, string>) {
  const cache = path.join(root, 'cache');
  const folders = { cache, unpackedEngines: path.join(cache, 'engines') };
  return await findEngine({ environment, folders });
}

async function writeEngine(name: string, script: string): Promise<string> {
  const file = path.join(root, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o700 });
  return file;
}
