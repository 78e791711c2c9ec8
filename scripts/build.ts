import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from './build/bundle.ts';
import { inputsHash, isUpToDate, recordInputs } from './build/inputs-hash.ts';
import { publish } from './build/publish.ts';
import { writeManifestAndHelp } from './build/write-manifest-and-help.ts';

// Makes dist/, the program as users get it: a split bundle, oclif's manifest, the help pages.
const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
const startTime = performance.now();
const hash = await inputsHash(root);
if (await isUpToDate(dist, hash)) {
  process.stdout.write('bundle is up to date\n');
} else {
  await mkdir(dist, { recursive: true });
  const folder = await mkdtemp(path.join(dist, '.next-'));
  try {
    await bundle(root, folder);
    await writeManifestAndHelp(root, folder);
    await recordInputs(folder, hash);
    await publish(folder, dist);
    process.stdout.write(`bundle built in ${Math.round(performance.now() - startTime)} ms\n`);
  } catch (error) {
    if (!isToldByEsbuild(error)) throw error;
    process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** esbuild prints the lines that it cannot build before it throws. */
function isToldByEsbuild(error: unknown): boolean {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}
