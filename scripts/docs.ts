import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { referencePages } from './docs/reference-pages.ts';

// npm run docs: writes docs/reference anew from the code. A surface test fails when it is stale.
const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'docs/reference');

// The command line is described by the manifest of the built program.
await execa(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
const pages = await referencePages(root);
await mkdir(path.join(folder, 'schemas'), { recursive: true });
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath, entry.name);
  if (entry.isFile() && pages[path.relative(folder, file)] === undefined) await rm(file);
}
for (const [name, text] of Object.entries(pages)) await writeFile(path.join(folder, name), text);
process.stdout.write(`${Object.keys(pages).length} pages written to docs/reference\n`);
