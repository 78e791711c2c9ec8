import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { BinaryRecipe } from './binary-recipes.ts';
import { buildBinaries } from './build-binaries.ts';

let folder: string;
let recipe: BinaryRecipe;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-binaries-'));
  vi.stubEnv('LLMKUBE_TEST_CACHE', join(folder, 'cache'));
  await writeFile(join(folder, 'go.mod'), 'module example.test/greet\n\ngo 1.21\n');
  await writeProgram('hello');
  recipe = {
    name: 'greet',
    sources: { 'go.mod': join(folder, 'go.mod'), 'main.go': join(folder, 'main.go') },
    builds: [['-trimpath', '-o', 'OUT/greet', '.']],
    environment: { CGO_ENABLED: '0' },
    packages: [],
    expectation: 'some seconds',
  };
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('who asks at the same time or again gets the binaries of one build', async () => {
  const folders = await Promise.all([1, 2, 3].map(() => buildBinaries(recipe)));
  expect(new Set(folders).size).toBe(1);
  const program = join(folders[0] ?? '', 'greet');
  const { mtimeMs } = await stat(program);
  expect(await buildBinaries(recipe)).toBe(folders[0]);
  expect((await stat(program)).mtimeMs).toBe(mtimeMs);
  expect((await execa(program)).stdout).toBe('hello');
});

test('a change of a source makes a new build beside the old', async () => {
  const before = await buildBinaries(recipe);
  await writeProgram('good day');
  const after = await buildBinaries(recipe);
  expect(after).not.toBe(before);
  expect((await execa(join(after, 'greet'))).stdout).toBe('good day');
  expect((await execa(join(before, 'greet'))).stdout).toBe('hello');
});

test('a build that fails shows the words of the compiler and leaves no binaries', async () => {
  await writeFile(join(folder, 'main.go'), 'package main\n\nfunc main() { missing() }\n');
  await expect(buildBinaries(recipe)).rejects.toThrow('undefined: missing');
  await expect(buildBinaries(recipe)).rejects.toThrow('undefined: missing');
});

async function writeProgram(greeting: string): Promise<void> {
  const text = `package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("${greeting}") }\n`;
  await writeFile(join(folder, 'main.go'), text);
}
