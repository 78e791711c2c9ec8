import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ReadFilesOptions, readFiles } from '../../src/cli/read-files.ts';
import type { DocumentOutcome } from '../../src/core/document/read-documents.ts';
import { rejectionOf } from '../support/error-of.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'llmkube-test-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(at(name)), { recursive: true });
    await writeFile(at(name), content);
  }
}

function at(name: string): string {
  return path.join(folder, name);
}

async function* noStdin(): AsyncGenerator<Uint8Array> {}

async function* stdinOf(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

async function read(
  paths: readonly string[],
  options: ReadFilesOptions = {},
  stdin: AsyncIterable<Uint8Array> = noStdin(),
): Promise<readonly DocumentOutcome[]> {
  const outcomes: DocumentOutcome[] = [];
  for await (const outcome of readFiles(paths, options, stdin)) outcomes.push(outcome);
  return outcomes;
}

/** The values of documents, each after the name of its file; of what is none, the sentences. */
async function told(...words: Parameters<typeof read>): Promise<readonly unknown[]> {
  return (await read(...words)).flatMap((outcome): readonly unknown[] =>
    outcome.kind === 'document'
      ? [[path.relative(folder, outcome.document.file), outcome.document.value]]
      : outcome.problems.map(({ line, message }) => `${line}: ${message}`),
  );
}

test('files are read in the order in which they are named', async () => {
  await write({ 'b.yaml': 'b', 'a.txt': 'a\n---\nmore' });
  expect(await told([at('b.yaml'), at('a.txt')])).toEqual([
    ['b.yaml', 'b'],
    ['a.txt', 'a'],
    ['a.txt', 'more'],
  ]);
});

test('a folder gives its documents in the order of their names, and no others', async () => {
  await write({ 'c.json': '3', 'a.yml': '1', 'b.yaml': '2', 'notes.md': 'no', 'd/e.yaml': '4' });
  expect(await told([folder])).toEqual([
    ['a.yml', 1],
    ['b.yaml', 2],
    ['c.json', 3],
  ]);
});

test('with recursive, so do the folders in it', async () => {
  await write({ 'a.yaml': '1', 'b/a.yaml': '2', 'b/c/d.yml': '3', 'c.yaml': '4' });
  expect(await told([folder], { recursive: true })).toEqual([
    ['a.yaml', 1],
    ['b/a.yaml', 2],
    ['b/c/d.yml', 3],
    ['c.yaml', 4],
  ]);
});

test('a file of several names is read once', async () => {
  await write({ 'a.yaml': '1' });
  await symlink(at('a.yaml'), at('b.yaml'));
  expect(await told([at('a.yaml'), folder, at('./a.yaml'), at('b.yaml')])).toEqual([['a.yaml', 1]]);
});

test('standard input is read once, at its place among the files', async () => {
  await write({ 'a.yaml': '1', 'b.yaml': '2' });
  const outcomes = await read(
    [at('a.yaml'), '-', at('b.yaml'), '-'],
    {},
    stdinOf('x: ', 'w\n--', '-\nz: 1\n'),
  );
  const documents = outcomes.map((outcome) =>
    outcome.kind === 'document' ? outcome.document : undefined,
  );
  expect(documents.map((document) => document?.value)).toEqual([1, { x: 'w' }, { z: 1 }, 2]);
  expect(documents[1]?.file).toBe('stdin');
  expect(documents[2]?.locate(['z'])).toEqual({ line: 3, column: 4 });
});

test('links of folders that lead round in a circle end', async () => {
  await write({ 'in/a.yaml': '1' });
  await symlink(folder, at('in/up'));
  expect(await told([folder], { recursive: true })).toEqual([['in/a.yaml', 1]]);
});

test('a folder behind a link is read when it is named itself', async () => {
  await write({ 'in/a.yaml': '1' });
  await symlink(at('in'), at('link'));
  expect(await told([at('link')])).toEqual([['link/a.yaml', 1]]);
});

test('a missing file is told before any document of another is given', async () => {
  await write({ 'a.yaml': '1' });
  const missing = at('none.yaml');
  const documents = readFiles([at('a.yaml'), missing], {}, noStdin());
  const error = await rejectionOf(documents.next());
  expect(error).toMatchObject({ code: 'FILE_UNREADABLE', exitCode: 2, facts: { path: missing } });
  expect(error.message).toContain(`Cannot read \`${missing}\`: ENOENT`);
});

test('a link to itself is an error, by name and in a folder', async () => {
  await symlink(at('loop.yaml'), at('loop.yaml'));
  for (const named of [at('loop.yaml'), folder]) {
    const error = await rejectionOf(read([named]));
    expect(error).toMatchObject({ code: 'FILE_UNREADABLE', facts: { path: at('loop.yaml') } });
  }
});

test('a folder without documents says which files would be some', async () => {
  await write({ 'notes.md': '', 'in/a.yaml': '1' });
  const error = await rejectionOf(read([folder]));
  expect(error).toMatchObject({ code: 'FILE_UNREADABLE', facts: { path: folder } });
  expect(error.message).toContain('no file in it ends in .yaml, .yml, .json');
  expect(error.suggestions).toEqual(['the same command with --recursive']);
});

test('a URL is refused without its login', async () => {
  const error = await rejectionOf(read(['https://me:hunter2@models.example/qwen.yaml']));
  expect(error).toMatchObject({ code: 'FILE_UNREADABLE', exitCode: 2 });
  expect(error.message).toContain('it is a URL; download it first');
  expect(JSON.stringify(error)).not.toContain('hunter2');
});

test('files without a document are a problem, and beside one with documents none', async () => {
  await write({ 'a.yaml': '# nothing\n---\n', 'b.yaml': '' });
  expect(await told([folder])).toEqual(['1: holds no document']);
  await write({ 'c.yaml': '1' });
  expect(await told([folder])).toEqual([['c.yaml', 1]]);
});

test('a malformed file keeps no other from being read', async () => {
  await write({ 'a.yaml': 'a: [', 'b.yaml': '1' });
  expect((await read([folder])).map(({ kind }) => kind)).toEqual(['malformed', 'document']);
});

test('of what never ends no more is read than the limits allow', async () => {
  let given = 0;
  async function* endless(part: string): AsyncGenerator<Uint8Array> {
    for (;;) {
      given += part.length;
      yield Buffer.from(part);
    }
  }
  const oneLong = await told(['-'], {}, endless('x'.repeat(65_536)));
  expect(oneLong).toEqual(['1: a document is longer than 8 MiB']);
  expect(given).toBeLessThan(9 * 1024 * 1024);
  given = 0;
  const manySmall = await told(['-'], {}, endless(`---\n#${'x'.repeat(65_531)}\n`));
  expect(manySmall).toEqual([expect.stringContaining('is larger than 64 MiB')]);
  expect(given).toBeLessThan(65 * 1024 * 1024);
});

test('a device that never ends does end', async () => {
  expect(await told(['/dev/zero'])).toEqual(['1: a document is longer than 8 MiB']);
});
