import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalMachine, openLocalMachine } from '../../support/local-machine.ts';
import { publishedSchema, schemaProblems } from '../../support/published-schema.ts';
import { serveS3, type TestS3 } from '../../support/s3/serve-s3.ts';

let machine: LocalMachine;
let s3: TestS3;

beforeAll(async () => {
  [machine, s3] = await Promise.all([openLocalMachine(), serveS3('127.0.0.1')]);
  await s3.makeBucket('models');
  await s3.put('models', 'tiny.gguf', await readFile(machine.model));
});

afterAll(async () => {
  await machine?.close();
  await s3?.close();
});

test('a model in S3 is inspected, and whether it fits is said', async () => {
  const told = await machine.run(
    ['model', 'inspect', 's3://models/tiny.gguf', '-o', 'json'],
    s3.env,
  );
  expect(told).toMatchObject({ exitCode: 0, stderr: '' });
  const json = JSON.parse(told.stdout);
  expect(schemaProblems(publishedSchema('model-inspection.json'), json)).toBe('');
  expect(json).toMatchObject({ kind: 'model', source: 's3://models/tiny.gguf', files: 1 });
  const fit = await machine.run(
    ['fit', 's3://models/tiny.gguf', '--gpu-memory', '8Gi', '-o', 'json'],
    s3.env,
  );
  expect(fit).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(fit.stdout)).toMatchObject({ fits: true });
});

test('a model in S3 is served by this machine, fetched with the keys of its user', async () => {
  const words = ['deploy', 'tiny', '--source', 's3://models/tiny.gguf', '--local', '-o', 'json'];
  const run = await machine.run(words, s3.env);
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.events.at(-1)).toMatchObject({ proof: { state: 'proven' } });
  const log = await machine.run(['logs', 'tiny', '--init', '--local']);
  expect(log.stdout).toMatch(/llmkube-download: done \d+/);
  expect(run.stdout + run.stderr + log.stdout).not.toContain('TESTKEYID');
});

test('a wrong secret is a sentence that says what to set, and no secret', async () => {
  const wrong = { ...s3.env, AWS_SECRET_ACCESS_KEY: 'not-that-secret' };
  const told = await machine.run(['model', 'inspect', 's3://models/tiny.gguf'], wrong);
  expect(told.exitCode).not.toBe(0);
  expect(told.stderr).toContain('AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID');
  expect(told.stdout + told.stderr).not.toMatch(/not-that-secret|TESTKEYID|Signature=/);
});
