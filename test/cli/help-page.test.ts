import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HelpScreen, helpPage } from '../../src/cli/help-page.ts';

const pages = ['llmkube.txt', 'llmkube.ansi', 'llmkube deploy.txt', 'llmkube metal serve.txt'];
const pipe: HelpScreen = { env: {} };
const terminal: HelpScreen = { isTTY: true, columns: 80, env: {} };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-help-'));
  for (const page of pages) await writeFile(path.join(folder, page), page);
});

afterAll(() => rm(folder, { recursive: true }));

const cases: readonly (readonly [title: string, words: string, HelpScreen, string | undefined])[] =
  [
    ['no words', '', pipe, 'llmkube.txt'],
    ['--help', '--help', pipe, 'llmkube.txt'],
    ['-h', '-h', pipe, 'llmkube.txt'],
    ['help', 'help', pipe, 'llmkube.txt'],
    ['help of a command', 'help deploy', pipe, 'llmkube deploy.txt'],
    ['a command and --help', 'deploy --help', pipe, 'llmkube deploy.txt'],
    ['a command of two words', 'metal serve -h', pipe, 'llmkube metal serve.txt'],
    ['a terminal', '--help', terminal, 'llmkube.ansi'],
    [
      'a terminal without colours',
      '--help',
      { ...terminal, env: { NO_COLOR: '1' } },
      'llmkube.txt',
    ],
    ['a dumb terminal', '--help', { ...terminal, env: { TERM: 'dumb' } }, 'llmkube.txt'],
    ['a narrow terminal', '--help', { ...terminal, columns: 79 }, undefined],
    ['colours by force', '--help', { env: { FORCE_COLOR: '1' } }, undefined],
    ['an unknown command', 'frobnicate --help', pipe, undefined],
    ['a release before --help', 'deploy qwen --help', pipe, undefined],
    ['--help for the engine', 'deploy qwen -- --help', pipe, undefined],
    ['a path', '../llmkube --help', pipe, undefined],
    ['a command that is to run', 'deploy', pipe, undefined],
  ];

test.each(cases)('helpPage() answers %s', (_, words, screen, page) => {
  const args = words.split(' ').filter((word) => word !== '');
  expect(helpPage({ args, screen, folder })).toBe(page);
});
