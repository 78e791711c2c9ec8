import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';
import { expect, test } from 'vitest';
import { nameCommonJsExports } from '../../scripts/build/name-commonjs-exports.ts';

const root = path.resolve(import.meta.dirname, '../..');
const late = `export async function load() {
  const { parseDocument } = await import('yaml');
  const { execa } = await import('execa');
  return [typeof parseDocument, typeof execa];
}
`;

test('a CommonJS package that is loaded late has its named exports in the bundle', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'llmkube-late-'));
  try {
    const outfile = path.join(folder, 'late.mjs');
    await build({
      stdin: { contents: late, resolveDir: root },
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      banner: {
        js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
      },
      plugins: [nameCommonJsExports],
    });
    const { load } = await import(pathToFileURL(outfile).href);
    expect(await load()).toEqual(['function', 'function']);
  } finally {
    // Its service is a child process that would outlive the test.
    await stop();
    await rm(folder, { recursive: true, force: true });
  }
});
