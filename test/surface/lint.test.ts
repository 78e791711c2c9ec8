import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');

const faults: readonly (readonly [rule: string, text: string])[] = [
  [
    'noFloatingPromises',
    'async function later(): Promise<number> {\n  return 1;\n}\n\nexport function now(): void {\n  later();\n}\n',
  ],
  ['noConsole', "console.log('a');\n"],
  ['noExplicitAny', 'export const a: any = 1;\n'],
  ['noNonNullAssertion', 'export const a = (b?: string) => b!.length;\n'],
];

test.each(faults)('the linter forbids %s', async (rule, text) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-lint-'));
  try {
    await cp(path.join(root, 'biome.json'), path.join(folder, 'biome.json'));
    await writeFile(path.join(folder, 'planted.ts'), text);
    const words = ['lint', '--vcs-enabled=false', '--error-on-warnings', 'planted.ts'];
    const options = { cwd: folder, reject: false, all: true } as const;
    const { exitCode, all } = await execa(process.execPath, [biome, ...words], options);
    expect(all).toContain(rule);
    expect(exitCode).toBe(1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
