import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { DoctorResult } from '../../src/core/machine/doctor-result.ts';
import { engineOnThisMachine } from '../support/images/engine-on-this-machine.ts';
import { publishedSchema, schemaProblems } from '../support/published-schema.ts';
import { runCli } from '../support/run-cli.ts';

const schema = publishedSchema('doctor-result.json');

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'doctor-'));
  onTestFinished(() => rm(root, { recursive: true }));
});

test('where a deploy would work it ends with 0, and has found the real engine', async () => {
  const { exitCode, document, stdout } = await askDoctor(await writeEngine());
  expect(exitCode, stdout).toBe(0);
  expect(document.isReady).toBe(true);
  expect(checkOf(document, 'engine')).toMatchObject({ status: 'ok', path: `${root}/engine` });
  expect(checkOf(document, 'port')).toMatchObject({ port: 21_500 });
  for (const folder of ['s/llmkube', 'c/llmkube']) {
    expect((await stat(path.join(root, folder))).mode & 0o777).toBe(0o700);
  }
});

test('where it would not, it ends with 8 and says what to do', async () => {
  const setting = { LLMKUBE_LLAMA_SERVER: path.join(root, 'nothing') };
  await mkdir(path.join(root, 's/llmkube'), { recursive: true });
  await chmod(path.join(root, 's/llmkube'), 0o777);
  const { exitCode, document, text } = await askDoctor(setting);
  expect(exitCode).toBe(8);
  expect(document.isReady).toBe(false);
  expect(checkOf(document, 'engine')).toMatchObject({
    status: 'failed',
    code: 'ENGINE_NOT_FOUND',
    fix: expect.any(String),
  });
  expect(checkOf(document, 'state')).toMatchObject({ status: 'failed', code: 'FOLDER_UNUSABLE' });
  expect(text).toMatch(/^state +FAILED +Cannot use the folder .*: other users may write to it$/m);
});

test('an engine that is too old is found out by what it says of itself', async () => {
  const file = path.join(root, 'old');
  await writeFile(file, '#!/bin/sh\necho "version: 4719 (d04e7163)" >&2\n', { mode: 0o700 });
  const { exitCode, document } = await askDoctor({ LLMKUBE_LLAMA_SERVER: file });
  expect(exitCode).toBe(8);
  expect(checkOf(document, 'engine')).toMatchObject({ code: 'ENGINE_TOO_OLD' });
});

test('a place for sockets that is too deep is found before a deploy meets it', async () => {
  const XDG_STATE_HOME = path.join(root, 'x'.repeat(100));
  const { document } = await askDoctor({ ...(await writeEngine()), XDG_STATE_HOME });
  expect(checkOf(document, 'state')).toMatchObject({
    status: 'failed',
    fix: 'set XDG_STATE_HOME to a folder with a shorter path',
  });
});

test('without --local it says that a cluster is not supported yet', async () => {
  const { exitCode, stderr } = await runCli(['doctor']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('Cannot look at a cluster: that is not supported yet');
});

// The engine of the tests needs its own loader, as a program of a user does not.
async function writeEngine(): Promise<Record<string, string>> {
  const { file, args, cwd } = await engineOnThisMachine('llama-server');
  const words = [file, ...args].map((word) => `'${word}'`).join(' ');
  const script = path.join(root, 'engine');
  await writeFile(script, `#!/bin/sh\ncd '${cwd}' && exec ${words} "$@"\n`, { mode: 0o700 });
  return { LLMKUBE_LLAMA_SERVER: script };
}

async function askDoctor(given: Readonly<Record<string, string>>) {
  const XDG_STATE_HOME = path.join(root, 's');
  const XDG_CACHE_HOME = path.join(root, 'c');
  const env = { XDG_STATE_HOME, XDG_CACHE_HOME, LLMKUBE_PORT: '21500', ...given };
  const { stdout, exitCode } = await runCli(['doctor', '--local', '-o', 'json'], { env });
  const document: DoctorResult = JSON.parse(stdout);
  expect(schemaProblems(schema, document)).toBe('');
  const people = await runCli(['doctor', '--local'], { env });
  expect(people.exitCode).toBe(exitCode);
  return { exitCode, document, stdout, text: people.stdout };
}

function checkOf({ checks }: DoctorResult, wanted: string) {
  return checks.find(({ name }) => name === wanted);
}
