import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const startup: Record<string, string[]> = JSON.parse(read('dist/startup.json'));
const manifest: { commands: Record<string, object> } = JSON.parse(read('dist/oclif.manifest.json'));
const { name, version } = JSON.parse(read('package.json'));
const versionLine = `${name}/${version} ${process.platform}-${process.arch} node-${process.version}`;

/** Slow to load and not needed by every command: they come when they are used. */
const HEAVY = /^(@kubernetes\/client-node|execa|ink|listr2|react|tar|undici|js-yaml|yaml|zod)$/;

test('the version and the help load no framework', () => {
  expect(startup['src/entry.ts']).toEqual([]);
});

test('no command loads a heavy package before it runs', () => {
  const heavy = Object.entries(startup).map(([entry, packages]) => [
    entry,
    packages.filter((used) => HEAVY.test(used)),
  ]);
  expect(heavy.filter(([, packages]) => packages?.length !== 0)).toEqual([]);
});

test.each(['--version', '-v'])('%s names program, version, platform and Node', async (flag) => {
  expect(await llmkube([flag])).toMatchObject({ stdout: versionLine, exitCode: 0 });
});

test('every command and the program itself have a page of help, plain and in colour', () => {
  const topics = ['llmkube', ...Object.keys(manifest.commands).map(commandWords)];
  const pages = readdirSync(path.join(root, 'dist/help'));
  const expected = topics.flatMap((topic) => [`${topic}.ansi`, `${topic}.txt`]);
  expect(expected.filter((page) => !pages.includes(page))).toEqual([]);
});

test.each(['', ...Object.keys(manifest.commands)])(
  'the finished page of `%s` is what oclif says',
  async (id) => {
    const words = id === '' ? [] : id.split(':');
    const finished = await llmkube([...words, '--help']);
    // Asked for colours by its environment, the program leaves the answer to oclif.
    const rendered = await llmkube([...words, '--help'], { FORCE_COLOR: '0' });
    expect(finished.stdout).toContain('USAGE');
    expect(finished.stdout.trim()).toBe(rendered.stdout.trim());
  },
);

test('compiled code is kept in a folder of the user alone, and its absence is no failure', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'llmkube-home-'));
  await llmkube(['frobnicate'], { HOME: home });
  const folder = await stat(path.join(home, '.cache/llmkube', version));
  expect(folder.mode & 0o777).toBe(0o700);
  await rm(home, { recursive: true });
  const { stderr } = await llmkube(['frobnicate'], { HOME: '/dev/null' });
  expect(stderr).toContain('frobnicate');
});

test('`help` and `-h` ask the same as `--help`', async () => {
  const { stdout } = await llmkube(['--help']);
  expect((await llmkube(['help'])).stdout).toBe(stdout);
  expect((await llmkube(['-h'])).stdout).toBe(stdout);
  expect((await llmkube([])).stdout).toBe(stdout);
});

test('an unknown command is named and exits 2', async () => {
  const { exitCode, stderr } = await llmkube(['frobnicate']);
  expect(stderr).toContain('frobnicate');
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(exitCode).toBe(2);
});

function llmkube(words: readonly string[], env: Record<string, string> = {}) {
  return execa(process.execPath, [path.join(root, 'bin/run.js'), ...words], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, XDG_CACHE_HOME: '', ...env },
    extendEnv: false,
    reject: false,
  });
}

function commandWords(id: string): string {
  return ['llmkube', ...id.split(':')].join(' ');
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}
