import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { runtimes } from '../src/runtimes/runtimes.ts';
import { dashboardOf } from './docs/dashboard.ts';
import { referencePages } from './docs/reference-pages.ts';

// npm run docs: writes docs/reference anew from the code, and the metrics into the dashboard.
// Surface tests fail when they are stale.
const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'docs/reference');

// The command line is described by the manifest of the built program.
await execa(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
const pages = await referencePages(root);
await mkdir(folder, { recursive: true });
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath, entry.name);
  if (entry.isFile() && pages[path.relative(folder, file)] === undefined) await rm(file);
}
for (const [name, text] of Object.entries(pages)) {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
const dashboard = path.join(root, 'docs/dashboards/llmkube.json');
await writeFile(dashboard, dashboardOf(runtimes, await readFile(dashboard, 'utf8')));
process.stdout.write(`${Object.keys(pages).length} pages written to docs/reference\n`);
