import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { typedCommand, withHelp } from '../../src/cli/typed-command.ts';
import { LlmkubeError } from '../../src/errors/llmkube-error.ts';

const pages = ['llmkube.txt', 'llmkube deploy.txt', 'llmkube metal.txt', 'llmkube metal serve.txt'];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-help-'));
  for (const page of pages) await writeFile(path.join(folder, page), page);
});

afterAll(() => rm(folder, { recursive: true }));

test.each([
  ['deploy qwen --frob', 'llmkube deploy'],
  ['deploy --frob', 'llmkube deploy'],
  ['metal serve --frob', 'llmkube metal serve'],
  ['metal frobnicate', 'llmkube metal'],
  ['frobnicate', undefined],
  ['--frob deploy', undefined],
  ['../llmkube deploy', undefined],
  ['', undefined],
])('`%s` starts with the command %s', (words, command) => {
  const args = words.split(' ').filter((word) => word !== '');
  expect(typedCommand(args, folder)).toBe(command);
});

test('only an error of what was typed gets the help of its command, where it says nothing itself', () => {
  const wrong = new LlmkubeError('USAGE', 'Cannot read it: no', { facts: { flag: 'x' } });
  expect(withHelp(wrong, 'llmkube deploy')).toMatchObject({
    ...{ code: 'USAGE', message: 'Cannot read it: no', facts: { flag: 'x' } },
    suggestions: ['llmkube deploy --help'],
  });
  expect(withHelp(wrong, undefined).suggestions).toEqual(['llmkube --help']);
  const others = [
    new LlmkubeError('USAGE', 'Cannot read it: no', { suggestions: ['this'] }),
    new LlmkubeError('INTERNAL', 'Cannot go on: no'),
  ];
  for (const other of others) expect(withHelp(other, 'llmkube deploy')).toBe(other);
});
